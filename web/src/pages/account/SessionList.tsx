import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { When } from './When';
import { useAction } from './useAction';

export function SessionList() {
  const queries = useQueryClient();
  const { data: sessions } = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => api.sessions(signal) });
  const { failure, run } = useAction();

  function end(id: number) {
    void run(async () => {
      await api.endSession(id);
      await queries.invalidateQueries({ queryKey: ['sessions'] });
    });
  }

  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <ul className="rows">
        {sessions?.map((session) => (
          <li key={session.id}>
            <div>
              <strong>{session.agent ?? 'Unknown program'}</strong>
              <p className="muted">{session.address}, last used <When time={session.seen} /></p>
            </div>
            {session.current ? <span className="muted">this one</span> : <button type="button" className="button small" onClick={() => end(session.id)}>End</button>}
          </li>
        ))}
      </ul>
      {failure && <p className="field-error" role="alert">{failure.message}</p>}
    </section>
  );
}
