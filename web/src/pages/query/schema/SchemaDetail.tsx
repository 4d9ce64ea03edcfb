import { Button } from 'react-aria-components';
import { countText } from '../../../ui/text';
import { columnType, type SchemaNode } from './schemaTree';

interface SchemaDetailProps {
  node: SchemaNode | null;
  onInsert: (node: SchemaNode) => void;
  onPreview: (table: string) => void;
}

/** What there is to know about the row under the pointer or focus; a fixed place instead of a tooltip, so that touch and keyboard have it too. */
export function SchemaDetail({ node, onInsert, onPreview }: SchemaDetailProps) {
  if (node === null) return <div className="schema-detail"><p className="muted">Point at a table or column for its description.</p></div>;
  return (
    <div className="schema-detail" tabIndex={0} role="group" aria-label="Description">
      <Text node={node} />
      {node.kind === 'table' && (
        <p className="schema-actions">
          <Button className="button small" aria-label={`Insert name ${node.table.name}`} onPress={() => onInsert(node)}>Insert name</Button>
          <Button className="button small" aria-label={`Preview 100 rows of ${node.table.name}`} onPress={() => onPreview(node.table.name)}>Preview 100 rows</Button>
        </p>
      )}
    </div>
  );
}

function Text({ node }: { node: SchemaNode }) {
  switch (node.kind) {
    case 'release':
      return <><strong>{node.release.title}</strong><p>{node.release.description}</p></>;
    case 'table':
      return (
        <>
          <strong className="mono">{node.table.name}</strong>
          <p>{node.table.description}</p>
          <p className="muted">{countText(node.table.rowCount)} rows, {countText(node.table.columnCount)} columns</p>
        </>
      );
    case 'column': {
      const { name, unit, ucd, description, indexed } = node.column;
      return (
        <>
          <strong className="mono">{name}</strong>
          <p>{description}</p>
          <p className="muted">
            {columnType(node.column)}, {unit ?? 'no unit'}{indexed && ', indexed'}
            {ucd && <><br />UCD <span className="mono">{ucd}</span></>}
          </p>
        </>
      );
    }
    case 'note':
      return <p>{node.text}</p>;
  }
}
