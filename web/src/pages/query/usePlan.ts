import { type RefObject, useState } from 'react';
import { api } from '../../api/client';
import type { PlanExplanation } from '../../api/types';
import type { QueryEditor } from './editor/mountEditor';

/** A plan, or why there is none. */
export interface Plan {
  explanation?: PlanExplanation;
  fault?: string;
}

/** The plan that was asked for, as long as the text is the one that it was asked for. */
export function usePlan(editor: RefObject<QueryEditor | null>, text: string) {
  const [found, setFound] = useState<{ text: string; plan: Plan } | null>(null);
  const ask = () => {
    const { query: whole, runnable } = editor.current!;
    const answer = (plan: Plan) => setFound({ text: whole, plan });
    api.explain(runnable.text).then(
      (explanation) => answer(explanation.ok ? { explanation } : { fault: explanation.diagnostics.find(({ severity }) => severity === 'error')?.message }),
      (error: Error) => answer({ fault: error.message }),
    );
  };
  return { plan: found?.text === text ? found.plan : null, ask, close: () => setFound(null) };
}
