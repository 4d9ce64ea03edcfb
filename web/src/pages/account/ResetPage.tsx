import { Link, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { Field } from './Field';
import { useAction } from './useAction';
import './account.css';

/** Asks for the mail by which a password is set anew, or, with the code of that mail, sets it. */
export function ResetPage() {
  const { code } = useSearch({ from: '/reset' });
  return code ? <SetPassword code={code} /> : <AskForMail />;
}

function AskForMail() {
  const [name, setName] = useState('');
  const [asked, setAsked] = useState(false);
  const { failure, busy, run } = useAction();

  function ask(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      await api.askReset(name);
      setAsked(true);
    });
  }

  if (asked) {
    return (
      <main className="form-page">
        <section className="card" role="status">
          <h1>Look into your mail</h1>
          <p>If there is an account of that name with a confirmed address, a link is on its way to it. It is good for an hour.</p>
          <p><Link to="/sign-in">Back to sign in</Link></p>
        </section>
      </main>
    );
  }

  return (
    <main className="form-page">
      <form className="card" onSubmit={ask}>
        <h1>Forgotten password</h1>
        <Field label="Name or e-mail" name="username" autoComplete="username" autoFocus required value={name} onChange={(event) => setName(event.target.value)} />
        {failure && <p className="field-error" role="alert">{failure.message}</p>}
        <button type="submit" className="button primary" disabled={busy}>{busy ? 'Asking …' : 'Send me a link'}</button>
        <p className="muted"><Link to="/sign-in">Back to sign in</Link></p>
      </form>
    </main>
  );
}

function SetPassword({ code }: { code: string }) {
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const { failure, busy, run } = useAction();

  function set(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      await api.finishReset(code, password);
      setDone(true);
    });
  }

  if (done) {
    return (
      <main className="form-page">
        <section className="card" role="status">
          <h1>The password is set</h1>
          <p>All sessions have ended. <Link to="/sign-in">Sign in</Link> with the new one.</p>
        </section>
      </main>
    );
  }

  return (
    <main className="form-page">
      <form className="card" onSubmit={set}>
        <h1>Set a new password</h1>
        <Field
          label="New password" name="password" type="password" autoComplete="new-password" autoFocus required value={password} onChange={(event) => setPassword(event.target.value)}
          error={failure?.code === 'password-length' ? failure.message : null}
        />
        {failure && failure.code !== 'password-length' && <p className="field-error" role="alert">{failure.message}</p>}
        <button type="submit" className="button primary" disabled={busy}>{busy ? 'Setting …' : 'Set it'}</button>
        {failure?.code === 'code' && <p><Link to="/reset" search={{}}>Ask for another link</Link></p>}
      </form>
    </main>
  );
}
