import { Button } from 'react-aria-components';
import type { PlanExplanation } from '../../api/types';
import { Icon } from '../../ui/Icon';

/** What the server would do for the query, in its own words. */
export function PlanPanel({ plan, onClose }: { plan: PlanExplanation | null; onClose: () => void }) {
  return (
    <section className="plan" aria-label="Plan of the query" aria-live="polite" hidden={plan === null}>
      {plan !== null && (
        <>
          <Button className="button quiet square" aria-label="Close the plan" onPress={onClose}><Icon name="close" /></Button>
          <ul>{plan.steps.map((step) => <li key={step}>{step}</li>)}</ul>
          {plan.slow && <p><Icon name="warning" /> {plan.slow} {plan.hint}</p>}
        </>
      )}
    </section>
  );
}
