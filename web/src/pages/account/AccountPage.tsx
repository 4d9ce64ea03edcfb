import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { useMe } from '../../app/useMe';
import { IdentityCard } from './IdentityCard';
import { PasswordForm } from './PasswordForm';
import { ProfileForm } from './ProfileForm';
import { SessionList } from './SessionList';
import { TokenList } from './TokenList';
import './account.css';

export function AccountPage() {
  const { data: me, error } = useMe();
  const { data: ways } = useQuery({ queryKey: ['ways'], queryFn: ({ signal }) => api.signInWays(signal), staleTime: Infinity, retry: false });
  if (error) return <main className="notice"><h1>The account cannot be shown</h1><p>{error.message}</p></main>;
  if (!me) return <main className="account" aria-busy="true"><span className="skeleton account-skeleton" /></main>;
  if (!me.signedIn) {
    return (
      <main className="notice">
        <h1>You are not signed in</h1>
        <p><Link to="/sign-in" search={{ to: '/account' }}>Sign in</Link> to see your account.</p>
      </main>
    );
  }

  return (
    <main className="account">
      <h1>{me.name}</h1>
      <p className="muted">
        {me.roles.length > 0 ? `Roles: ${me.roles.join(', ')}.` : 'You have no role.'} {me.groups.length > 0 && `Groups: ${me.groups.join(', ')}.`}
      </p>
      <ProfileForm key={`${me.fullName} ${me.email}`} me={me} />
      <TokenList me={me} />
      <SessionList />
      {me.hasPassword && <PasswordForm />}
      {(me.provider || (ways && ways.providers.length > 0)) && <IdentityCard me={me} providers={ways?.providers ?? []} />}
    </main>
  );
}
