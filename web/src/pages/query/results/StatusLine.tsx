import { useEffect, useState } from 'react';
import { Icon, type IconName } from '../../../ui/Icon';
import { bytesText, countText, durationText, plural } from '../../../ui/text';
import type { RunView } from '../QueryRun';

/** What became of the run, in words; counts while it runs. Only the outcome is announced to assistive technology. */
export function StatusLine({ run }: { run: RunView }) {
  return (
    <div className="status">
      {run.phase === 'running' ? <Running key={run.startedAt} run={run} /> : run.phase !== 'idle' && <Outcome run={run} />}
      <span className="hidden-text" role="status">{announcement(run)}</span>
    </div>
  );
}

function Running({ run }: { run: RunView }) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="status-item" aria-hidden="true">
      <i className="spinner" />
      Running <b>{((now - run.startedAt) / 1000).toFixed(1)} s</b>
      {run.rows > 0 && <> · <b>{countText(run.rows)}</b> rows so far</>}
    </span>
  );
}

const outcomes: Record<'completed' | 'cancelled' | 'failed', { icon: IconName; word: string }> = {
  completed: { icon: 'check', word: 'Done' },
  cancelled: { icon: 'cancelled', word: 'Cancelled' },
  failed: { icon: 'error', word: 'Failed' },
};

function Outcome({ run }: { run: RunView }) {
  if (run.phase === 'idle' || run.phase === 'running') return null;
  const { icon, word } = outcomes[run.phase];
  const columns = run.table?.columns.length ?? 0;
  return (
    <>
      <span className={`status-item ${run.phase}`}><Icon name={icon} />{word}</span>
      {columns > 0 && <span className="status-item"><b>{countText(run.rows)}</b> {run.rows === 1 ? 'row' : 'rows'} × <b>{columns}</b></span>}
      <span className="status-item minor" title={`${run.status ? `Server ${durationText(run.status.elapsedMs)}, ` : ''}in all ${durationText(run.elapsedMs)}`}>
        {durationText(run.elapsedMs)}{run.bytes > 0 && ` · ${bytesText(run.bytes)}`}
      </span>
      {run.status?.overflow && (
        <span className="status-item overflow"><Icon name="warning" />Cut at the limit of {plural(run.maxRows, 'row')}; more match</span>
      )}
      {run.phase === 'cancelled' && run.rows > 0 && <span className="status-item overflow"><Icon name="warning" />Rows are incomplete</span>}
    </>
  );
}

function announcement(run: RunView): string {
  switch (run.phase) {
    case 'idle': return '';
    case 'running': return 'Query running';
    case 'cancelled': return `Query cancelled with ${plural(run.rows, 'row')}`;
    case 'failed': return 'Query failed';
    case 'completed': return `Query done: ${plural(run.rows, 'row')}${run.status?.overflow ? ', cut at the limit' : ''}`;
  }
}
