import { countText } from '../../../ui/text';
import { columnType, type SchemaNode } from './schemaTree';

/** What there is to know about the row under the pointer or focus; a fixed place instead of a tooltip, so that touch and keyboard have it too. */
export function SchemaDetail({ node }: { node: SchemaNode | null }) {
  return <div className="schema-detail">{node ? <Detail node={node} /> : <p className="muted">Point at a table or column for its description.</p>}</div>;
}

function Detail({ node }: { node: SchemaNode }) {
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
