import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useState } from 'react';
import { copyText } from '../../ui/copyText';
import { Icon } from '../../ui/Icon';
import { countText, plural, timeText } from '../../ui/text';
import { examples } from './examples';
import type { HistoryEntry } from './history';

interface ToolbarProps {
  isRunning: boolean;
  isEmpty: boolean;
  maxRows: number;
  history: readonly HistoryEntry[];
  isLinkable: boolean;
  onRun: () => void;
  onCancel: () => void;
  onExplain: () => void;
  onMaxRows: (maxRows: number) => void;
  onOpen: (query: string) => void;
  onClearHistory: () => void;
  /** Shown where the tables are a drawer. */
  onTables: (() => void) | null;
}

export const rowLimits = [100, 1_000, 10_000, 100_000, 1_000_000] as const;

export function Toolbar(props: ToolbarProps) {
  return (
    <div className="toolbar" role="toolbar" aria-label="Query">
      {props.onTables && <Button className="button" onPress={props.onTables}><Icon name="table" />Tables</Button>}
      {props.isRunning
        ? <Button className="button primary run" onPress={props.onCancel}><Icon name="stop" />Cancel</Button>
        : <Button className="button primary run" onPress={props.onRun} isDisabled={props.isEmpty}><Icon name="run" />Run<kbd aria-hidden="true">Ctrl ↵</kbd></Button>}
      <Button className="button quiet" onPress={props.onExplain} isDisabled={props.isEmpty}><Icon name="eye" />Explain</Button>
      <label className="limit">
        <span>Limit</span>
        <span className="select">
          <select value={props.maxRows} onChange={(event) => props.onMaxRows(Number(event.target.value))}>
            {rowLimits.map((limit) => <option key={limit} value={limit}>{countText(limit)} rows</option>)}
          </select>
          <Icon name="down" />
        </span>
      </label>
      <span className="toolbar-gap" />
      <MenuTrigger>
        <Button className="button quiet"><Icon name="examples" />Examples<Icon name="down" /></Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu wide" aria-label="Examples" onAction={(key) => props.onOpen(examples[Number(key)]!.query)}>
            {examples.map(({ title, hint }, index) => (
              <MenuItem key={title} id={String(index)} className="menu-item" textValue={title}><span>{title}</span><small>{hint}</small></MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <HistoryMenu history={props.history} onOpen={props.onOpen} onClear={props.onClearHistory} />
      <LinkButton isLinkable={props.isLinkable} />
    </div>
  );
}

function HistoryMenu({ history, onOpen, onClear }: { history: readonly HistoryEntry[]; onOpen: (query: string) => void; onClear: () => void }) {
  return (
    <MenuTrigger>
      <Button className="button quiet"><Icon name="history" />History<Icon name="down" /></Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu history" aria-label="Queries run in this browser"
          onAction={(key) => (key === 'clear' ? onClear() : onOpen(history[Number(key)]!.query))}
          renderEmptyState={() => <p className="menu-empty">Queries you run are kept in this browser.</p>}
        >
          {history.map((entry, index) => (
            <MenuItem key={`${entry.at}`} id={String(index)} className="menu-item" textValue={entry.query}>
              <code>{entry.query.replace(/^\s*--.*$/gm, '').replace(/\s+/g, ' ').trim()}</code>
              <small title={new Date(entry.at).toISOString()}>
                {timeText(entry.at)} · {entry.outcome === 'completed' ? plural(entry.rows, 'row') : entry.outcome}
              </small>
            </MenuItem>
          ))}
          {history.length > 0 && <MenuItem id="clear" className="menu-item divided" textValue="Forget all"><span>Forget all</span></MenuItem>}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function LinkButton({ isLinkable }: { isLinkable: boolean }) {
  const [said, setSaid] = useState('');
  const share = () => {
    setSaid(!isLinkable ? 'Too long for a link' : copyText(location.href) ? 'Link copied' : 'Copy it from the address bar');
    setTimeout(() => setSaid(''), 2500);
  };
  return (
    <>
      <Button className="button quiet" onPress={share}><Icon name="link" />{said || 'Link'}</Button>
      <span className="hidden-text" role="status">{said}</span>
    </>
  );
}
