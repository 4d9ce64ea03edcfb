import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import type { Me } from '../../api/types';
import { Field } from './Field';
import { useAction } from './useAction';

export function ProfileForm({ me }: { me: Me }) {
  const queries = useQueryClient();
  const [fullName, setFullName] = useState(me.fullName ?? '');
  const [email, setEmail] = useState(me.email ?? '');
  const { failure, busy, run } = useAction();
  const isChanged = fullName !== (me.fullName ?? '') || email !== (me.email ?? '');

  function save(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      await api.changeMe({ fullName, email });
      await queries.invalidateQueries({ queryKey: ['me'] });
    });
  }

  return (
    <section className="card" aria-labelledby="profile">
      <h2 id="profile">Profile</h2>
      <form className="row" onSubmit={save}>
        <Field label="Full name" autoComplete="name" value={fullName} onChange={(event) => setFullName(event.target.value)} />
        <Field label="E-mail" type="email" autoComplete="email" value={email} onChange={(event) => setEmail(event.target.value)} error={failure?.code === 'email' ? failure.message : null} />
        <button type="submit" className="button" disabled={busy || !isChanged}>Save</button>
      </form>
      {me.email && me.emailConfirmed === false && !isChanged && <p className="muted">The address is not confirmed yet: if this server sends mail, a link is on its way to it.</p>}
      {failure && failure.code !== 'email' && <p className="field-error" role="alert">{failure.message}</p>}
    </section>
  );
}
