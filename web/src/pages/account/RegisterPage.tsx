import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { Field } from './Field';
import { useAction } from './useAction';
import './account.css';

const nameFaults = ['user-name', 'user-exists'];

export function RegisterPage() {
  const { invite } = useSearch({ from: '/register' });
  const { data: ways } = useQuery({ queryKey: ['ways'], queryFn: ({ signal }) => api.signInWays(signal), staleTime: Infinity, retry: false });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [fullName, setFullName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [waiting, setWaiting] = useState<string | null>(null);
  const { failure, busy, run } = useAction();

  function register(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      const { status } = await api.register({ name, password, email: email || undefined, fullName: fullName || undefined, invite });
      if (status !== 'active') {
        setWaiting(status);
        return;
      }
      await api.signIn(name, password);
      queries.clear();
      await navigate({ to: '/query' });
    });
  }

  if (waiting) {
    return (
      <main className="form-page">
        <section className="card">
          <h1>Your account is made</h1>
          <p>{waiting === 'unconfirmed' ? 'Follow the link in the mail that was sent to you; then sign in.' : 'An administrator has to let you in before you can sign in.'}</p>
          <p><Link to="/query">Go to the query page</Link></p>
        </section>
      </main>
    );
  }

  const needsMail = Boolean(ways?.confirmsMail && !invite);
  const code = failure?.code ?? '';
  const isElsewhere = !nameFaults.includes(code) && code !== 'password-length' && code !== 'email';
  return (
    <main className="form-page">
      <form className="card" onSubmit={register}>
        <h1>{invite ? 'You are invited' : 'Ask for an account'}</h1>
        <Field
          label="Name" name="username" autoComplete="username" autoFocus required value={name} onChange={(event) => setName(event.target.value)}
          hint="Letters and digits of one script, and . _ - between them. Others see it." error={nameFaults.includes(code) ? failure?.message : null}
        />
        <Field label="Full name (optional)" name="name" autoComplete="name" value={fullName} onChange={(event) => setFullName(event.target.value)} />
        <Field label={needsMail ? 'E-mail' : 'E-mail (optional)'} hint={needsMail ? 'A link is sent to it, which you have to open.' : undefined} required={needsMail} name="email" type="email" autoComplete="email" value={email} onChange={(event) => setEmail(event.target.value)} error={code === 'email' ? failure?.message : null} />
        <Field
          label="Password" name="password" type="password" autoComplete="new-password" required value={password} onChange={(event) => setPassword(event.target.value)}
          error={code === 'password-length' ? failure?.message : null}
        />
        {failure && isElsewhere && <p className="field-error" role="alert">{failure.message}</p>}
        <button type="submit" className="button primary" disabled={busy}>{busy ? 'Making it …' : 'Make the account'}</button>
        <p className="muted">You have one? <Link to="/sign-in">Sign in</Link>.</p>
      </form>
    </main>
  );
}
