import { Button } from 'react-aria-components';
import type { Diagnostic } from '../../../api/types';
import { Icon } from '../../../ui/Icon';
import { copyText } from '../../../ui/copyText';
import type { RunError, RunView } from '../QueryRun';

interface RunErrorNoticeProps {
  run: RunView;
  error: RunError;
  isBanner: boolean;
  onRetry: () => void;
  onGoTo: (diagnostic: Diagnostic) => void;
}

const titles: Record<RunError['kind'], string> = {
  refused: 'The query was refused',
  unreachable: 'The server cannot be reached',
  broken: 'The query broke off',
};

/** The cause, where it lies, and what to do next. */
export function RunErrorNotice({ run, error, isBanner, onRetry, onGoTo }: RunErrorNoticeProps) {
  const diagnostics = error.problem?.diagnostics ?? [];
  const first = diagnostics.find(({ severity }) => severity === 'error');
  const requestId = error.problem?.requestId;
  return (
    <div className={isBanner ? 'fault banner' : 'fault'} role="alert">
      <Icon name={error.kind === 'unreachable' ? 'offline' : 'error'} />
      <div className="fault-text">
        <h2>{(diagnostics.length === 0 && error.problem?.title) || titles[error.kind]}</h2>
        {diagnostics.length > 0
          ? <p>{diagnostics.length === 1 ? error.message : `${diagnostics.length} places need a change; they are marked in the text.`}</p>
          : <p>{error.message}</p>}
        <p className="muted">{nextStep(error, first, run)}</p>
        <div className="fault-actions">
          {first
            ? <Button className="button" onPress={() => onGoTo(first)}>Go to line {first.line}, column {first.column}</Button>
            : <Button className="button" onPress={onRetry}>Run again</Button>}
          {requestId && (
            <span className="request-id">
              Request <code>{requestId}</code>
              <Button className="button quiet square small" aria-label="Copy the request id" onPress={() => copyText(requestId)}><Icon name="copy" /></Button>
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

function nextStep({ kind, problem }: RunError, first: Diagnostic | undefined, run: RunView): string {
  if (kind === 'unreachable') return 'Check the network, then run again. Your query text is safe in this page.';
  if (kind === 'broken') return run.rows > 0 ? 'The rows below are those that had arrived; they are incomplete.' : 'Run again; if it breaks again, ask for fewer rows or columns.';
  if (first?.suggestions?.length) return `Did you mean ${first.suggestions.slice(0, 3).join(', ')}?`;
  if (first) return 'Correct the marked place and run again.';
  return (problem?.status ?? 500) >= 500 ? 'This is a fault of the server. Run again; if it stays, send the request id to the operators.' : 'Change the query and run again.';
}
