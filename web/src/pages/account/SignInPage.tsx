import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { Field } from './Field';
import { localAddress } from './localAddress';
import { useAction } from './useAction';
import './account.css';

export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
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
        {failure && <p className="field-error" role="alert">{failure.message}</p>}
        <button type="submit" className="button primary" disabled={busy}>{busy ? 'Signing in …' : 'Sign in'}</button>
        <p className="muted">No account? <Link to="/register">Ask for one</Link>.</p>
      </form>
    </main>
  );
}
