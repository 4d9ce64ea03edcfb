import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { Field } from './Field';
import { useAction } from './useAction';

export function PasswordForm() {
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const { failure, busy, run } = useAction();

  function change(event: FormEvent) {
    event.preventDefault();
    setDone(false);
    void run(async () => {
      await api.changePassword(present, password);
      setPresent('');
      setPassword('');
      setDone(true);
    });
  }

  return (
    <section className="card" aria-labelledby="password">
      <h2 id="password">Password</h2>
      <form className="row" onSubmit={change}>
        <Field
          label="Present password" type="password" autoComplete="current-password" required value={present} onChange={(event) => setPresent(event.target.value)}
          error={failure?.code === 'password' ? failure.message : null}
        />
        <Field
          label="New password" type="password" autoComplete="new-password" required value={password} onChange={(event) => setPassword(event.target.value)}
          error={failure?.code === 'password-length' ? failure.message : null}
        />
        <button type="submit" className="button" disabled={busy}>Change it</button>
      </form>
      {failure && !['password', 'password-length'].includes(failure.code) && <p className="field-error" role="alert">{failure.message}</p>}
      <p role="status">{isDone && 'The password is changed; your other sessions have ended.'}</p>
    </section>
  );
}
