import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import type { Me } from '../../api/types';
import { Icon } from '../../ui/Icon';
import { copyText } from '../../ui/copyText';
import { Field } from './Field';
import { When } from './When';
import { useAction } from './useAction';

export function TokenList({ me }: { me: Me }) {
  const queries = useQueryClient();
  const { data: tokens } = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => api.tokens(signal) });
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [scopes, setScopes] = useState<string[]>(['query', 'jobs'].filter((scope) => me.capabilities.includes(scope)));
  const [made, setMade] = useState<string | null>(null);
  const { failure, busy, run } = useAction();

  function add(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      const { token } = await api.addToken(name, scopes, Number(days));
      setMade(token);
      setName('');
      await queries.invalidateQueries({ queryKey: ['tokens'] });
    });
  }

  function revoke(id: number) {
    void run(async () => {
      await api.revokeToken(id);
      await queries.invalidateQueries({ queryKey: ['tokens'] });
    });
  }

  return (
    <section className="card" aria-labelledby="tokens">
      <h2 id="tokens">Tokens for programs</h2>
      <p className="muted">A program sends one as a Bearer token; TOPCAT, wget and pyvo as the password, with any name.</p>
      {tokens && tokens.length > 0 && (
        <ul className="rows">
          {tokens.map((token) => (
            <li key={token.id}>
              <div>
                <strong>{token.name}</strong>
                <p className="muted">
                  {token.scopes.join(', ')}; until <When time={token.expires} />; {token.used ? <>last used <When time={token.used} /> from {token.usedFrom}</> : 'never used'}
                </p>
              </div>
              <button type="button" className="button small" aria-label={`Revoke ${token.name}`} onClick={() => revoke(token.id)}>Revoke</button>
            </li>
          ))}
        </ul>
      )}
      {made && (
        <div className="secret" role="status">
          <p>Copy it now: it is not shown again.</p>
          <p><code>{made}</code> <button type="button" className="button small" onClick={() => void copyText(made)}><Icon name="copy" />Copy</button></p>
        </div>
      )}
      <form onSubmit={add}>
        <div className="row">
          <Field label="Name of the token" required maxLength={100} placeholder="laptop" value={name} onChange={(event) => setName(event.target.value)} error={failure?.code === 'token-name' ? failure.message : null} />
          <Field label="Days" type="number" min={1} required value={days} onChange={(event) => setDays(event.target.value)} error={failure?.code === 'token-days' ? failure.message : null} />
          <button type="submit" className="button" disabled={busy || scopes.length === 0}>Make a token</button>
        </div>
        <fieldset className="scopes">
          <legend>It may</legend>
          {me.capabilities.map((scope) => (
            <label key={scope}>
              <input type="checkbox" checked={scopes.includes(scope)} onChange={(event) => setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))} />
              {scope}
            </label>
          ))}
        </fieldset>
      </form>
      {failure && !['token-name', 'token-days'].includes(failure.code) && <p className="field-error" role="alert">{failure.message}</p>}
    </section>
  );
}
