import type { FocusEvent } from 'react';
import { Button, Collection, type Key, ListLayout, Tree, TreeItem, TreeItemContent, Virtualizer } from 'react-aria-components';
import { Icon } from '../../../ui/Icon';
import { countText } from '../../../ui/text';
import { columnType, type SchemaNode } from './schemaTree';

interface SchemaTreeProps {
  nodes: readonly SchemaNode[];
  opened: ReadonlySet<Key>;
  onOpen: (opened: ReadonlySet<Key>) => void;
  onInsert: (node: SchemaNode) => void;
  onPreview: (table: string) => void;
  onCurrent: (id: string) => void;
}

const rowHeight = 40;

export function SchemaTree({ nodes, opened, onOpen, onInsert, onPreview, onCurrent }: SchemaTreeProps) {
  const toggle = (id: string) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    onOpen(next);
  };
  const onFocus = (event: FocusEvent) => {
    const row = event.target.closest<HTMLElement>('[data-key]');
    if (row?.dataset.key) onCurrent(row.dataset.key);
  };
  const renderNode = (node: SchemaNode) => (
    <TreeItem
      id={node.id} textValue={nameOf(node)} className={`tree-item ${node.kind}`}
      onHoverStart={() => onCurrent(node.id)}
      onAction={() => (node.kind === 'column' ? onInsert(node) : node.kind !== 'note' && toggle(node.id))}
    >
      <TreeItemContent>
        {({ hasChildItems }) => (
          <>
            {hasChildItems ? <Button slot="chevron" className="chevron"><Icon name="chevron" /></Button> : <span className="chevron" />}
            <NodeLabel node={node} />
            {node.kind === 'table' && (
              <span className="tree-actions">
                <Button className="button small" aria-label={`Insert ${node.table.name}`} onPress={() => onInsert(node)}>Insert</Button>
                <Button className="button small" aria-label={`Preview ${node.table.name}`} onPress={() => onPreview(node.table.name)}>Preview</Button>
              </span>
            )}
          </>
        )}
      </TreeItemContent>
      {'children' in node && <Collection items={node.children}>{renderNode}</Collection>}
    </TreeItem>
  );
  return (
    <div className="tree-frame" onFocus={onFocus}>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight }}>
        <Tree className="tree" aria-label="Releases, tables and columns" items={nodes} expandedKeys={opened} onExpandedChange={onOpen}>
          {renderNode}
        </Tree>
      </Virtualizer>
    </div>
  );
}

function nameOf(node: SchemaNode): string {
  switch (node.kind) {
    case 'release': return node.release.name;
    case 'table': return node.table.name;
    case 'column': return node.column.name;
    case 'note': return node.text;
  }
}

function NodeLabel({ node }: { node: SchemaNode }) {
  switch (node.kind) {
    case 'release':
      return <span className="tree-label"><b>{node.release.name}</b><small>{node.release.title}</small></span>;
    case 'table':
      return (
        <span className="tree-label">
          <span className="mono">{node.table.name}</span>
          <small>{countText(node.table.rowCount)} rows · {countText(node.table.columnCount)} columns</small>
        </span>
      );
    case 'column': {
      const { name, unit, ucd, indexed } = node.column;
      return (
        <span className="tree-label">
          <span className="tree-line">
            <span className="mono name">{name}</span>
            <span className="type">{indexed && <><Icon name="key" /><span className="hidden-text">indexed, </span></>}{columnType(node.column)}{unit && <> · <b>{unit}</b></>}</span>
          </span>
          <small className="mono">{ucd ?? '–'}</small>
        </span>
      );
    }
    case 'note':
      return <span className="tree-label muted">{node.text}</span>;
  }
}
