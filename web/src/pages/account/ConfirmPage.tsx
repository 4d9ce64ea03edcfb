import { useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { useAction } from './useAction';
import './account.css';

const next: Record<string, string> = {
  active: 'You can sign in now.',
  unapproved: 'An administrator has to let you in; you get a mail then.',
};

/** Confirms an address by the link of a mail. It takes a press of a button: programs that look at mails follow links. */
export function ConfirmPage() {
  const { code } = useSearch({ from: '/confirm' });
  const queries = useQueryClient();
  const [done, setDone] = useState<{ name: string; status: string } | null>(null);
  const { failure, busy, run } = useAction();

  function confirm(event: FormEvent) {
    event.preventDefault();
    void run(async () => {
      setDone(await api.confirmAddress(code ?? ''));
      await queries.invalidateQueries({ queryKey: ['me'] });
    });
  }

  if (done) {
    return (
      <main className="form-page">
        <section className="card" role="status">
          <h1>The address is confirmed</h1>
          <p>{next[done.status] ?? ''}</p>
          <p>{done.status === 'active' ? <Link to="/sign-in">Sign in as {done.name}</Link> : <Link to="/query">Go to the query page</Link>}</p>
        </section>
      </main>
    );
  }

  return (
    <main className="form-page">
      <form className="card" onSubmit={confirm}>
        <h1>Confirm your address</h1>
        {code ? <p>Press the button to show that this address for mail is yours.</p> : <p className="field-error">The link is not whole. Open it from the mail once more.</p>}
        {failure && <p className="field-error" role="alert">{failure.message}</p>}
        <button type="submit" className="button primary" disabled={busy || !code}>{busy ? 'Confirming …' : 'Confirm'}</button>
      </form>
    </main>
  );
}
