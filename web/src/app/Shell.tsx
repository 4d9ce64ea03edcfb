import { Link, Outlet } from '@tanstack/react-router';
import { Mark } from '../ui/Icon';
import { AccountMenu } from './AccountMenu';
import { KeyHelp } from './KeyHelp';
import { ThemeMenu } from './ThemeMenu';

export function Shell() {
  return (
    <div className="shell">
      <header className="bar">
        <Link to="/query" search className="brand" aria-label="Hven"><Mark /><span>Hven</span></Link>
        <nav aria-label="Pages">
          <Link to="/query" search className="page-link">Query</Link>
        </nav>
        <div className="bar-end">
          <AccountMenu />
          <ThemeMenu />
          <KeyHelp />
        </div>
      </header>
      <Outlet />
    </div>
  );
}
