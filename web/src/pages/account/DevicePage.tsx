import { Link, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import type { DeviceRequest } from '../../api/types';
import { useMe } from '../../app/useMe';
import { Field } from './Field';
import { useAction } from './useAction';
import { When } from './When';
import './account.css';

/** Lets a program in that shows a code: first the code, then what is asked for, then the answer. */
export function DevicePage() {
  const search = useSearch({ from: '/device' });
  const { data: me } = useMe();
  const [code, setCode] = useState(search.code ?? '');
  const [asked, setAsked] = useState<DeviceRequest | null>(null);
  const [answer, setAnswer] = useState<'allowed' | 'denied' | null>(null);
  const { failure, busy, run } = useAction();

  if (!me) return <main className="form-page" aria-busy="true" />;
  if (!me.signedIn) {
    const to = search.code ? `/device?code=${encodeURIComponent(search.code)}` : '/device';
    return (
      <main className="notice">
        <h1>Sign in first</h1>
        <p><Link to="/sign-in" search={{ to }}>Sign in</Link> to let a program work for you.</p>
      </main>
    );
  }

  function look(event: FormEvent) {
    event.preventDefault();
    void run(async () => setAsked(await api.device(code)));
  }

  function decide(allow: boolean) {
    void run(async () => {
      await api.answerDevice(code, allow);
      setAnswer(allow ? 'allowed' : 'denied');
    });
  }

  if (answer) {
    return (
      <main className="form-page">
        <section className="card" role="status">
          <h1>{answer === 'allowed' ? 'The program is let in' : 'The program is not let in'}</h1>
          <p>{answer === 'allowed' ? 'It goes on by itself. Its token is among those of your account, where you can take it back.' : 'It gets nothing. If you did not start it, somebody else may have: do not type codes that others give you.'}</p>
          <p><Link to="/account">Your account</Link></p>
        </section>
      </main>
    );
  }

  if (asked) {
    return (
      <main className="form-page">
        <section className="card" aria-labelledby="device-head">
          <h1 id="device-head">Let this program in?</h1>
          <p><strong>{asked.name}</strong> asked from {asked.address}, <When time={asked.created} />.</p>
          <p>It could, as {me.name}: {asked.scopes.join(', ')}.</p>
          <p className="muted">Allow it only if you started it yourself, a moment ago.</p>
          {failure && <p className="field-error" role="alert">{failure.message}</p>}
          <p className="row">
            <button type="button" className="button primary" disabled={busy} onClick={() => decide(true)}>Allow</button>
            <button type="button" className="button" disabled={busy} onClick={() => decide(false)}>Deny</button>
          </p>
        </section>
      </main>
    );
  }

  return (
    <main className="form-page">
      <form className="card" onSubmit={look}>
        <h1>Let a program in</h1>
        <Field
          label="Code" name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} autoFocus required value={code} onChange={(event) => setCode(event.target.value)}
          hint="The program shows it: eight letters, such as BCDF-GHJK." error={failure?.message}
        />
        <button type="submit" className="button primary" disabled={busy}>Go on</button>
      </form>
    </main>
  );
}
