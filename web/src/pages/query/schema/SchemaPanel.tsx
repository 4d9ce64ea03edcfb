import { useMemo, useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { Icon } from '../../../ui/Icon';
import { plural } from '../../../ui/text';
import { identifier, previewQuery, qualifiedName } from '../editor/adql';
import { SchemaDetail } from './SchemaDetail';
import { findNode, type SchemaNode, schemaTree, searchSchema } from './schemaTree';
import { SchemaTree } from './SchemaTree';
import type { Schema } from './useSchema';

interface SchemaPanelProps {
  schema: Schema;
  opened: ReadonlySet<string>;
  onOpen: (opened: ReadonlySet<string>) => void;
  /** A search looks into all columns, so all have to be loaded. */
  onSearchStart: () => void;
  onInsert: (text: string) => void;
  onPreview: (query: string) => void;
}

export function SchemaPanel({ schema, opened, onOpen, onSearchStart, onInsert, onPreview }: SchemaPanelProps) {
  const [search, setSearch] = useState('');
  const [current, setCurrent] = useState<string | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const isSearching = search.trim() !== '';
  const tree = useMemo(() => schemaTree(schema.releases, schema.columns, schema.failed), [schema]);
  const found = useMemo(() => (isSearching ? searchSchema(tree, search) : null), [tree, search, isSearching]);
  const nodes = found?.nodes ?? tree;
  const open = useMemo(() => (found ? new Set(found.nodes.flatMap(parentIds)) : opened), [found, opened]);
  const shown = pointed ?? current;
  const node = shown === null ? null : findNode(tree, shown);
  const insert = (chosen: SchemaNode) => {
    if (chosen.kind === 'column') onInsert(identifier(chosen.column.name));
    else if (chosen.kind === 'table') onInsert(qualifiedName(chosen.table.name));
  };
  const preview = (table: string) => onPreview(previewQuery(table));
  return (
    <section className="schema" aria-label="Tables" data-panel>
      <SearchField className="search" aria-label="Search tables and columns" value={search} onChange={(text) => { if (text) onSearchStart(); setSearch(text); }}>
        <Icon name="search" />
        <Input placeholder="Search tables, columns" data-panel-focus />
        {search !== '' && <Button className="button quiet square small" aria-label="Clear the search"><Icon name="close" /></Button>}
      </SearchField>
      {found && <p className="schema-count" role="status">{found.matches === 0 ? 'No match' : plural(found.matches, 'match').replace('matchs', 'matches')}</p>}
      {schema.error
        ? <SchemaFault error={schema.error} onRetry={schema.refetch} />
        : schema.isPending
          ? <div className="skeleton-list" aria-label="Loading tables" role="status">{Array.from({ length: 6 }, (_, i) => <i key={i} className="skeleton" />)}</div>
          : (
            <SchemaTree
              nodes={nodes} opened={open} onOpen={(keys) => found || onOpen(keys)} onInsert={insert} onPreview={preview}
              onCurrent={setCurrent} onPoint={setPointed}
            />
          )}
      <SchemaDetail node={node} onInsert={insert} onPreview={preview} />
    </section>
  );
}

function SchemaFault({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <div className="schema-fault" role="alert">
      <Icon name="offline" />
      <p>The list of tables could not be loaded. {error.message}</p>
      <Button className="button" onPress={onRetry}>Try again</Button>
    </div>
  );
}

function parentIds(node: SchemaNode): string[] {
  return 'children' in node ? [node.id, ...node.children.flatMap(parentIds)] : [];
}
