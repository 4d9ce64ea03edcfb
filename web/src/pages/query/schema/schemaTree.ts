import type { ColumnInfo, Release, TableSummary } from '../../../api/types';

export type SchemaNode =
  | { kind: 'release'; id: string; release: Release; children: SchemaNode[] }
  | { kind: 'table'; id: string; table: TableSummary; children: SchemaNode[] }
  | { kind: 'column'; id: string; table: string; column: ColumnInfo }
  | { kind: 'note'; id: string; text: string };

/** More matches than one reads; the search can be made narrower. */
const mostMatches = 300;

export interface SchemaSearch {
  nodes: SchemaNode[];
  matches: number;
}

/** The tree of all releases. A table whose columns are not loaded holds a note in their place. */
export function schemaTree(
  releases: readonly Release[], columns: ReadonlyMap<string, readonly ColumnInfo[]>, failed: ReadonlySet<string> = new Set(),
): SchemaNode[] {
  return releases.map((release) => ({
    kind: 'release', id: release.name, release,
    children: release.tables.map((table): SchemaNode => ({
      kind: 'table', id: table.name, table,
      children: columns.get(table.name)?.map((column): SchemaNode => columnNode(table.name, column))
        ?? [{ kind: 'note', id: `${table.name}/note`, text: failed.has(table.name) ? 'The columns could not be loaded.' : 'Loading columns …' }],
    })),
  }));
}

/** The part of the tree where every word of the search occurs in a name, description, unit or UCD. */
export function searchSchema(nodes: readonly SchemaNode[], search: string): SchemaSearch {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const counter = { matches: 0 };
  return { nodes: nodes.flatMap((node) => prune(node, words, counter)), matches: counter.matches };
}

function prune(node: SchemaNode, words: readonly string[], counter: { matches: number }): SchemaNode[] {
  const isMatch = words.every((word) => textOf(node).includes(word));
  if (node.kind === 'note' || node.kind === 'column') {
    if (!isMatch || node.kind === 'note' || ++counter.matches > mostMatches) return [];
    return [node];
  }
  const children = node.children.flatMap((child) => prune(child, words, counter));
  if (isMatch && children.length === 0) {
    counter.matches++;
    return [{ ...node, children: node.kind === 'release' ? node.children : [] } as SchemaNode];
  }
  return children.length > 0 ? [{ ...node, children } as SchemaNode] : [];
}

function textOf(node: SchemaNode): string {
  switch (node.kind) {
    case 'release':
      return `${node.release.name} ${node.release.title} ${node.release.description}`.toLowerCase();
    case 'table':
      return `${node.table.name} ${node.table.description}`.toLowerCase();
    case 'column':
      return `${node.column.name} ${node.column.description} ${node.column.unit ?? ''} ${node.column.ucd ?? ''}`.toLowerCase();
    case 'note':
      return '';
  }
}

function columnNode(table: string, column: ColumnInfo): SchemaNode {
  return { kind: 'column', id: `${table}/${column.name}`, table, column };
}

export function columnType({ type, arraysize }: ColumnInfo): string {
  return arraysize ? `${type}[${arraysize}]` : type;
}

export function findNode(nodes: readonly SchemaNode[], id: string): SchemaNode | null {
  for (const node of nodes) {
    const found = node.id === id ? node : 'children' in node ? findNode(node.children, id) : null;
    if (found) return found;
  }
  return null;
}

export interface TreeRow {
  node: SchemaNode;
  /** Depth, place among its siblings and their number, from 1, as ARIA counts. */
  level: number;
  position: number;
  siblings: number;
  /** Null for a row that cannot be opened. */
  isOpen: boolean | null;
}

/** The rows on display, from top to bottom. */
export function flattenTree(nodes: readonly SchemaNode[], opened: ReadonlySet<string>, level = 1): TreeRow[] {
  return nodes.flatMap((node, index): TreeRow[] => {
    const children = 'children' in node && node.children.length > 0 ? node.children : null;
    const isOpen = children === null ? null : opened.has(node.id);
    const row: TreeRow = { node, level, position: index + 1, siblings: nodes.length, isOpen };
    return isOpen ? [row, ...flattenTree(children!, opened, level + 1)] : [row];
  });
}

export function nameOf(node: SchemaNode): string {
  switch (node.kind) {
    case 'release': return node.release.name;
    case 'table': return node.table.name;
    case 'column': return node.column.name;
    case 'note': return node.text;
  }
}
