import { Button } from 'react-aria-components';
import { examples } from '../examples';

/** The first visit: what this page does, and queries to start from. */
export function Welcome({ onExample }: { onExample: (query: string) => void }) {
  return (
    <div className="welcome">
      <h1>Ask the catalogues</h1>
      <p>
        Write a query in ADQL, the astronomers’ SQL, and run it with <kbd>Ctrl</kbd>+<kbd>Enter</kbd>. Rows appear here as they
        arrive. Start from one of these, or pick a table and press Preview.
      </p>
      <ul>
        {examples.map(({ title, hint, query }) => (
          <li key={title}>
            <Button className="example" onPress={() => onExample(query)}>
              <b>{title}</b>
              <span>{hint}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
