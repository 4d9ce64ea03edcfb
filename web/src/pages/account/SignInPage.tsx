import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { Field } from './Field';
import { localAddress } from './localAddress';
import { useAction } from './useAction';
import './account.css';

/** What a sign-in elsewhere came to nothing by; the address brings a code, never a text. */
const failures: Record<string, string> = {
  'oidc-state': 'The sign-in was not begun in this browser, took too long, or was finished already. Begin again.',
  'oidc-denied': 'The provider did not let you in.',
  'oidc-token': 'What the provider said does not hold. Begin again; if it happens again, tell an administrator.',
  'oidc-code': 'The sign-in took too long. Begin again.',
  'oidc-groups': 'You are known there, but not in a group that may sign in here.',
  'oidc-account': 'You are known there, but have no account here. Ask an administrator for one; you can link it on the account page then.',
  'oidc-linked': 'That identity, or this account, belongs to another already.',
  'oidc-client': 'The provider does not know this server. Tell an administrator.',
  'oidc-many': 'Too many sign-ins were begun from your address. Wait a minute, then try again.',
  'oidc-provider': 'Nobody can sign in with that provider here.',
  'oidc-down': 'The provider does not answer. Try again in a moment.',
  'account-status': 'Your account waits for an administrator, or was closed.',
};

export function SignInPage() {
  const { to, failure: failed } = useSearch({ from: '/sign-in' });
  const { data: ways } = useQuery({ queryKey: ['ways'], queryFn: ({ signal }) => api.signInWays(signal), staleTime: Infinity, retry: false });
  const router = useRouter();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { failure, busy, run } = useAction();

  function signIn(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      await api.signIn(name, password);
      queries.clear();
      router.history.push(localAddress(to));
    });
  }

  return (
    <main className="form-page">
      <form className="card" onSubmit={signIn}>
        <h1>Sign in</h1>
        <Field label="Name or e-mail" name="username" autoComplete="username" autoFocus required value={name} onChange={(event) => setName(event.target.value)} />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        {(failure || failed) && <p className="field-error" role="alert">{failure?.message ?? failures[failed!] ?? 'The sign-in did not succeed. Begin again.'}</p>}
        <button type="submit" className="button primary" disabled={busy}>{busy ? 'Signing in …' : 'Sign in'}</button>
        {ways?.mail && <p className="muted"><Link to="/reset">Forgotten password?</Link></p>}
        {ways?.registration !== 'off' && <p className="muted">No account? <Link to="/register">Ask for one</Link>.</p>}
        {ways && ways.providers.length > 0 && (
          <div className="providers">
            <p className="muted">Or with an identity from elsewhere:</p>
            {ways.providers.map(({ name: provider, title }) => <a key={provider} className="button" href={api.providerAddress(provider, localAddress(to))}>{title}</a>)}
          </div>
        )}
      </form>
    </main>
  );
}
