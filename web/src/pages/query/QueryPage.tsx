import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Diagnostic } from '../../api/types';
import { Icon } from '../../ui/Icon';
import { Split } from '../../ui/Split';
import { narrow, useMedia } from '../../ui/useMedia';
import { EditorPane } from './editor/EditorPane';
import type { QueryEditor } from './editor/mountEditor';
import { addToHistory, clearHistory, readHistory } from './history';
import { Messages } from './Messages';
import { PlanPanel } from './PlanPanel';
import { linkText } from './queryLink';
import { QueryRun } from './QueryRun';
import { Reading } from './Reading';
import { ResultDock } from './results/ResultDock';
import { SchemaPanel } from './schema/SchemaPanel';
import { useSchema } from './schema/useSchema';
import { rowLimits, Toolbar } from './Toolbar';
import { useCheck } from './useCheck';
import { usePanelKeys } from './usePanelKeys';
import { usePlan } from './usePlan';
import { useQueryText } from './useQueryText';
import './query.css';
import './results/grid.css';

const limitKey = 'hven.query.maxRows';

function readLimit(): number {
  const stored = Number(localStorage.getItem(limitKey));
  return rowLimits.find((limit) => limit === stored) ?? 10_000;
}

export function QueryPage() {
  const editor = useRef<QueryEditor | null>(null);
  const { initial, text, onChange, open } = useQueryText(editor);
  const { diagnostics, adql, show } = useCheck(editor, text);
  const plan = usePlan(editor, text);
  const [run] = useState(() => new QueryRun());
  const view = useSyncExternalStore(run.subscribe, run.snapshot);
  const [history, setHistory] = useState(() => readHistory());
  const [maxRows, setMaxRows] = useState(readLimit);
  const isNarrow = useMedia(narrow);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  usePanelKeys();
  useEffect(() => () => run.cancel(), [run]);
  useEffect(() => {
    document.title = 'Query · Hven';
  }, []);
  const browser = useSchemaBrowser(text);

  const start = async (query: string, offset: number) => {
    if (query.trim() === '') return;
    const whole = editor.current?.query ?? query;
    const result = await run.start({ query, maxRows, text: whole, offset });
    if (result.query !== query || result.phase === 'idle' || result.phase === 'running') return;
    const found = result.error?.problem?.diagnostics;
    if (found) show(whole, found);
    setHistory(addToHistory({ query, at: Date.now(), rows: result.rows, outcome: result.phase }));
  };
  const runNow = () => {
    const { text: query, offset } = editor.current!.runnable;
    void start(query, offset);
  };
  const changeLimit = (limit: number) => {
    setMaxRows(limit);
    localStorage.setItem(limitKey, String(limit));
  };
  const goTo = ({ offset, length }: Diagnostic) => editor.current?.goTo(offset, length);

  const schema = (
    <SchemaPanel
      {...browser}
      onInsert={(name) => editor.current?.insert(name)}
      onPreview={(query) => { open(query); setDrawerOpen(false); }}
    />
  );
  const work = (
    <Split
      id="query.editor" label="Height of the editor" direction="column" initial={38} min={15} max={80}
      first={
        <section className="editor-pane" aria-label="Editor" data-panel>
          <Toolbar
            isRunning={view.phase === 'running'} isEmpty={text.trim() === ''} maxRows={maxRows} history={history}
            isLinkable={linkText(text) !== undefined} onRun={runNow} onCancel={() => run.cancel()} onExplain={plan.ask} onMaxRows={changeLimit}
            onOpen={open} onClearHistory={() => setHistory(clearHistory())} onTables={isNarrow ? () => setDrawerOpen(true) : null}
          />
          <EditorPane ref={editor} query={initial} names={browser.names} onChange={onChange} onRun={(query, offset) => void start(query, offset)} />
          <Messages diagnostics={diagnostics} onGoTo={goTo} onFix={(diagnostic, suggestion) => editor.current?.fix(diagnostic, suggestion)} />
          <Reading adql={adql} onReplace={open} />
          <PlanPanel plan={plan.plan} onClose={plan.close} />
        </section>
      }
      second={
        <ResultDock run={view} onRetry={runNow} onExample={open} onGoTo={goTo} />
      }
    />
  );
  return (
    <main className="query-page">
      {isNarrow ? work : (
        <Split id="query.tables" label="Width of the table browser" direction="row" initial={20} min={12} max={45} first={schema} second={work} />
      )}
      <ModalOverlay className="overlay" isDismissable isOpen={isNarrow && isDrawerOpen} onOpenChange={setDrawerOpen}>
        <Modal className="drawer">
          <Dialog className="drawer-dialog">
            <header>
              <Heading slot="title">Tables</Heading>
              <Button slot="close" className="button quiet square" aria-label="Close"><Icon name="close" /></Button>
            </header>
            {schema}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </main>
  );
}

/** Which parts of the tree are open, and with them which columns are loaded: those of open tables and of tables the text names. */
function useSchemaBrowser(text: string) {
  const [opened, setOpened] = useState<ReadonlySet<string> | null>(null);
  const [isSearched, setSearched] = useState(false);
  const [tableNames, setTableNames] = useState<readonly string[]>([]);
  const wanted = useMemo(() => {
    const lower = text.toLowerCase();
    return tableNames.filter((name) => isSearched || opened?.has(name) || lower.includes(name.toLowerCase()));
  }, [tableNames, opened, isSearched, text]);
  const schema = useSchema(wanted);
  const loaded = useMemo(() => schema.releases.flatMap(({ tables }) => tables), [schema.releases]);
  if (loaded.length > 0 && tableNames.length === 0) setTableNames(loaded.map(({ name }) => name));
  const allOpen = useMemo(() => new Set(schema.releases.map(({ name }) => name)), [schema.releases]);
  const names = useCallback(() => ({ tables: loaded, columns: schema.columns }), [loaded, schema.columns]);
  return {
    schema,
    names,
    opened: opened ?? allOpen,
    onOpen: setOpened,
    onSearchStart: () => setSearched(true),
  };
}
