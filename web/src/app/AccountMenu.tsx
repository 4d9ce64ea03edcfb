import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { api } from '../api/client';
import { Icon } from '../ui/Icon';
import { useMe } from './useMe';

export function AccountMenu() {
  const { data: me } = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { href } = useLocation();
  if (!me) return null;
  if (!me.signedIn) {
    return <Link to="/sign-in" search={{ to: href }} className="button quiet">Sign in</Link>;
  }

  async function signOut() {
    await api.signOut();
    // What the user could see is not for whoever comes next.
    queries.clear();
    await navigate({ to: '/sign-in' });
  }

  return (
    <MenuTrigger>
      <Button className="button quiet account-button" aria-label={`Account of ${me.name}`}>
        <Icon name="user" />
        <span className="account-name">{me.fullName ?? me.name}</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label="Account" onAction={(key) => (key === 'out' ? void signOut() : void navigate({ to: '/account' }))}>
          <MenuItem id="account" className="menu-item">Account and tokens</MenuItem>
          <MenuItem id="out" className="menu-item divided">Sign out</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
