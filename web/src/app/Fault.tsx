import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link } from '@tanstack/react-router';

export function PageFault({ error }: ErrorComponentProps) {
  return (
    <main className="notice">
      <h1>This page broke</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>Your query text is kept in the address. Reload the page to go on; if it breaks again, send the text above to the operators.</p>
      <button type="button" className="button" onClick={() => location.reload()}>Reload</button>
    </main>
  );
}

export function NoSuchPage() {
  return (
    <main className="notice">
      <h1>There is no such page</h1>
      <p><Link to="/query">Go to the query page</Link></p>
    </main>
  );
}
