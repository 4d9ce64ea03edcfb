import { useState } from 'react';
import { ApiError } from '../../api/client';

export interface Failure {
  code: string;
  message: string;
}

/** Does something once at a time and keeps what the server had against it. */
export function useAction() {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  async function run(work: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure({ code: error instanceof ApiError ? (error.problem.code ?? '') : 'unreachable', message: error instanceof Error ? error.message : String(error) });
    } finally {
      setBusy(false);
    }
  }

  return { failure, busy, run };
}
