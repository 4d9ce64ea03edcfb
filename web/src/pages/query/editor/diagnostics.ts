import type { Diagnostic as EditorDiagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { Diagnostic } from '../../../api/types';

/** Places may lie beyond a text that changed meanwhile; an empty place is widened so that it can be seen. */
export function toEditorDiagnostics(diagnostics: readonly Diagnostic[], length: number): EditorDiagnostic[] {
  return diagnostics.map((diagnostic) => {
    const from = Math.min(diagnostic.offset, Math.max(0, length - 1));
    return {
      from,
      to: Math.min(length, Math.max(from + 1, diagnostic.offset + diagnostic.length)),
      severity: diagnostic.severity === 'notice' ? 'info' : diagnostic.severity,
      message: diagnostic.message,
      actions: diagnostic.suggestions?.slice(0, 3).map((suggestion) => ({
        name: suggestion,
        apply: (view: EditorView) => applySuggestion(view, diagnostic, suggestion),
      })),
    };
  });
}

export function applySuggestion(view: EditorView, { offset, length }: Diagnostic, suggestion: string): void {
  const to = Math.min(view.state.doc.length, offset + length);
  view.dispatch({ changes: { from: Math.min(offset, to), to, insert: suggestion }, selection: { anchor: offset + suggestion.length }, userEvent: 'input' });
}

/** Findings about a selected part of the text, moved to their place in the whole. */
export function shiftDiagnostics(diagnostics: readonly Diagnostic[], text: string, offset: number): Diagnostic[] {
  const before = text.slice(0, offset);
  const lines = before.split('\n').length - 1;
  const columns = before.length - (before.lastIndexOf('\n') + 1);
  return diagnostics.map((diagnostic) => ({
    ...diagnostic,
    offset: diagnostic.offset + offset,
    line: diagnostic.line + lines,
    column: diagnostic.line === 1 ? diagnostic.column + columns : diagnostic.column,
    endLine: diagnostic.endLine + lines,
    endColumn: diagnostic.endLine === 1 ? diagnostic.endColumn + columns : diagnostic.endColumn,
  }));
}
