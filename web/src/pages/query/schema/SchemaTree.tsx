import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Icon } from '../../../ui/Icon';
import { countText } from '../../../ui/text';
import { RowAxis } from '../results/gridGeometry';
import { columnType, flattenTree, nameOf, type SchemaNode, type TreeRow } from './schemaTree';

interface SchemaTreeProps {
  nodes: readonly SchemaNode[];
  opened: ReadonlySet<string>;
  onOpen: (opened: ReadonlySet<string>) => void;
  onInsert: (node: SchemaNode) => void;
  onPreview: (table: string) => void;
  /** The row that has the focus, and the row under the pointer. */
  onCurrent: (id: string) => void;
  onPoint: (id: string | null) => void;
}

const rowHeight = 40;
/** Letters typed within this time search together (WAI-ARIA tree pattern). */
const typingPause = 700;

/** A tree of any length: only the rows in view are in the document, and the focus is told by aria-activedescendant. */
export function SchemaTree({ nodes, opened, onOpen, onInsert, onPreview, onCurrent, onPoint }: SchemaTreeProps) {
  const prefix = useId();
  const host = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(0);
  const [active, setActive] = useState<string | null>(null);
  const typed = useRef({ text: '', at: 0 });
  const rows = useMemo(() => flattenTree(nodes, opened), [nodes, opened]);
  const axis = new RowAxis(rows.length, rowHeight, height);
  const { first, last } = axis.visible(scrollTop);
  const activeIndex = Math.max(0, rows.findIndex(({ node }) => node.id === active));

  useEffect(() => {
    const observer = new ResizeObserver(() => setHeight(host.current!.clientHeight));
    observer.observe(host.current!);
    return () => observer.disconnect();
  }, []);

  const goTo = useCallback((row: TreeRow | undefined, index: number) => {
    if (row === undefined) return;
    setActive(row.node.id);
    onCurrent(row.node.id);
    const view = host.current!;
    view.scrollTop = new RowAxis(rows.length, rowHeight, view.clientHeight).reveal(index, view.scrollTop);
  }, [rows.length, onCurrent]);

  const toggle = ({ id }: SchemaNode) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    onOpen(next);
  };
  const act = ({ node, isOpen }: TreeRow) => {
    if (node.kind === 'column') onInsert(node);
    else if (isOpen !== null) toggle(node);
  };
  const findTyped = (letter: string) => {
    const now = performance.now();
    typed.current = { text: (now - typed.current.at > typingPause ? '' : typed.current.text) + letter.toLowerCase(), at: now };
    const from = activeIndex + (typed.current.text.length === 1 ? 1 : 0);
    for (let step = 0; step < rows.length; step++) {
      const index = (from + step) % rows.length;
      if (nameOf(rows[index]!.node).toLowerCase().startsWith(typed.current.text)) return goTo(rows[index], index);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[activeIndex];
    if (row === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const target = {
      ArrowDown: activeIndex + 1, ArrowUp: activeIndex - 1, Home: 0, End: rows.length - 1, PageDown: activeIndex + page, PageUp: activeIndex - page,
    }[event.key];
    if (target !== undefined) {
      const index = Math.min(rows.length - 1, Math.max(0, target));
      goTo(rows[index], index);
    } else if (event.key === 'ArrowRight') {
      if (row.isOpen === false) toggle(row.node);
      else if (row.isOpen) goTo(rows[activeIndex + 1], activeIndex + 1);
    } else if (event.key === 'ArrowLeft') {
      if (row.isOpen) toggle(row.node);
      else {
        const parent = rows.findLastIndex(({ level }, index) => index < activeIndex && level < row.level);
        goTo(rows[parent], parent);
      }
    } else if (event.key === 'Enter') {
      act(row);
    } else if (event.key.length === 1 && event.key !== ' ') {
      findTyped(event.key);
    } else return;
    event.preventDefault();
  };

  const isActiveShown = activeIndex >= first && activeIndex < last;
  return (
    <div
      ref={host} className="tree" role="tree" tabIndex={0} aria-label="Releases, tables and columns"
      aria-activedescendant={isActiveShown ? `${prefix}${activeIndex}` : undefined}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)} onKeyDown={onKeyDown}
      onFocus={() => active === null && goTo(rows[0], 0)} onPointerLeave={() => onPoint(null)}
    >
      <div className="tree-spacer" role="presentation" style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, last).map((row, offset) => {
          const index = first + offset;
          const { node, level, isOpen, position, siblings } = row;
          return (
            <div
              key={node.id} id={`${prefix}${index}`} role="treeitem" className={`tree-row${index === activeIndex ? ' active' : ''}`}
              style={{ top: index * rowHeight, paddingLeft: 6 + (level - 1) * 14 }}
              aria-level={level} aria-posinset={position} aria-setsize={siblings} aria-expanded={isOpen ?? undefined} data-name={nameOf(node)}
              onClick={() => { setActive(node.id); onCurrent(node.id); act(row); }} onPointerEnter={() => onPoint(node.id)}
            >
              <span className={`chevron${isOpen ? ' open' : ''}`}>{isOpen !== null && <Icon name="chevron" />}</span>
              <NodeLabel node={node} />
              {/* For the pointer; the keyboard has the same below the tree. */}
              {node.kind === 'table' && (
                <span className="tree-action" aria-hidden="true" onClick={(event) => { event.stopPropagation(); onPreview(node.table.name); }}>Preview</span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
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
            <span className="type">{indexed && <><Icon name="key" /><span className="hidden-text">indexed </span></>}{columnType(node.column)}{unit && <> · <b>{unit}</b></>}</span>
          </span>
          <small className="mono">{ucd ?? '–'}</small>
        </span>
      );
    }
    case 'note':
      return <span className="tree-label muted">{node.text}</span>;
  }
}
