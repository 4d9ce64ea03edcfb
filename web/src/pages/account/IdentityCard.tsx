import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Me, SignInWays } from '../../api/types';
import { useAction } from './useAction';

/** The identity from elsewhere that the account is linked to, or those that it can be linked to. */
export function IdentityCard({ me, providers }: { me: Me; providers: SignInWays['providers'] }) {
  const queries = useQueryClient();
  const { failure, busy, run } = useAction();

  function link(provider: string) {
    void run(async () => {
      const { location } = await api.linkIdentity(provider);
      window.location.assign(location);
    });
  }

  function unlink() {
    void run(async () => {
      await api.unlinkIdentity();
      await queries.invalidateQueries({ queryKey: ['me'] });
    });
  }

  return (
    <section className="card" aria-labelledby="link-head">
      <h2 id="link-head">Identity from elsewhere</h2>
      {me.provider ? (
        <>
          <p>You can sign in with {providers.find(({ name }) => name === me.provider)?.title ?? me.provider}.</p>
          {me.hasPassword && <p className="row"><button type="button" className="button" disabled={busy} onClick={unlink}>Unlink it</button></p>}
        </>
      ) : (
        <>
          <p className="muted">Link one, to sign in here with it as well.</p>
          <p className="row">{providers.map(({ name, title }) => <button key={name} type="button" className="button" disabled={busy} onClick={() => link(name)}>{title}</button>)}</p>
        </>
      )}
      {failure && <p className="field-error" role="alert">{failure.message}</p>}
    </section>
  );
}
