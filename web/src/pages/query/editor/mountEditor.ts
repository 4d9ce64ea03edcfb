import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql } from '@codemirror/lang-sql';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorSelection, EditorState, Prec } from '@codemirror/state';
import {
  drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, placeholder,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import type { Diagnostic } from '../../../api/types';
import { adql } from './adql';
import { completionSource, type KnownNames } from './completion';
import { editorTheme } from './editorTheme';
import { applySuggestion, toEditorDiagnostics } from './diagnostics';

export interface EditorProps {
  query: string;
  names: () => KnownNames;
  onChange: (query: string) => void;
  /** Asked for by Ctrl+Enter: the query text, or the selected part with its place in the text. */
  onRun: (text: string, offset: number) => void;
}

export interface QueryEditor {
  readonly query: string;
  /** The selected text and its offset, or the whole. */
  readonly runnable: { text: string; offset: number };
  replaceAll(query: string): void;
  insert(text: string): void;
  showDiagnostics(diagnostics: readonly Diagnostic[]): void;
  goTo(offset: number, length: number): void;
  fix(diagnostic: Diagnostic, suggestion: string): void;
  focus(): void;
  destroy(): void;
}

function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Mounts the query editor. Its text lives here and not in React: a keystroke renders no page. */
export function mountEditor(parent: HTMLElement, { query, names, onChange, onRun }: EditorProps): QueryEditor {
  const runnable = (state: EditorState) => {
    const { from, to, empty } = state.selection.main;
    const isWhole = empty || state.sliceDoc(from, to).trim() === '';
    return isWhole ? { text: state.doc.toString(), offset: 0 } : { text: state.sliceDoc(from, to), offset: from };
  };
  const run = (view: EditorView) => {
    const { text, offset } = runnable(view.state);
    onRun(text, offset);
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: query,
      extensions: [
        EditorView.cspNonce.of(cspNonce()),
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }, { key: 'Ctrl-Enter', run }])),
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), highlightActiveLine(), highlightSelectionMatches(),
        EditorState.allowMultipleSelections.of(true),
        EditorView.lineWrapping,
        bracketMatching(), closeBrackets(), search({ top: true }),
        sql({ dialect: adql, upperCaseKeywords: true }),
        syntaxHighlighting(classHighlighter),
        autocompletion({ override: [completionSource(names)], activateOnTypingDelay: 60, maxRenderedOptions: 100, icons: false, optionClass: (item) => `kind-${item.type ?? 'none'}` }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        placeholder('SELECT …'),
        EditorView.contentAttributes.of({ 'aria-label': 'ADQL query', spellcheck: 'false', autocapitalize: 'off' }),
        editorTheme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    get query() {
      return view.state.doc.toString();
    },
    get runnable() {
      return runnable(view.state);
    },
    replaceAll(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length }, scrollIntoView: true });
    },
    insert(text) {
      const spaced = view.state.selection.main.from > 0 && /[\w"]$/.test(view.state.sliceDoc(0, view.state.selection.main.from)) ? ` ${text}` : text;
      view.dispatch(view.state.replaceSelection(spaced), { scrollIntoView: true });
    },
    showDiagnostics(diagnostics) {
      view.dispatch(setDiagnostics(view.state, toEditorDiagnostics(diagnostics, view.state.doc.length)));
    },
    goTo(offset, length) {
      const limit = view.state.doc.length;
      const selection = EditorSelection.range(Math.min(offset, limit), Math.min(offset + length, limit));
      view.dispatch({ selection, scrollIntoView: true });
      view.focus();
    },
    fix(diagnostic, suggestion) {
      applySuggestion(view, diagnostic, suggestion);
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
