import { Button } from 'react-aria-components';
import { Icon } from '../../ui/Icon';

/** How a query of another dialect reads in ADQL; it runs either way. */
export function Reading({ adql, onReplace }: { adql: string | null; onReplace: (query: string) => void }) {
  return (
    <div className="reading" role="status" hidden={adql === null}>
      {adql !== null && (
        <>
          <Icon name="notice" />
          <span>In ADQL:</span>
          <code>{adql}</code>
          <Button className="button small" onPress={() => onReplace(adql)}>Replace</Button>
        </>
      )}
    </div>
  );
}
