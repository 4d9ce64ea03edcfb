import { type RefObject, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client';
import type { Diagnostic } from '../../api/types';
import type { QueryEditor } from './editor/mountEditor';

/** On top of the pause after which the page learns of a new text. */
const delay = 100;
const none: readonly Diagnostic[] = [];

/** Findings about the present text: the server checks it when typing pauses, and each run may bring its own. */
export function useCheck(editor: RefObject<QueryEditor | null>, text: string) {
  const [found, setFound] = useState<{ text: string; diagnostics: readonly Diagnostic[] }>({ text: '', diagnostics: none });
  const show = useRef((checked: string, diagnostics: readonly Diagnostic[]) => {
    // An answer about an older text would mark the wrong places.
    if (editor.current === null || editor.current.query !== checked) return;
    editor.current.showDiagnostics(diagnostics);
    setFound({ text: checked, diagnostics });
  }).current;

  useEffect(() => {
    const controller = new AbortController();
    if (text.trim() === '') {
      show(text, none);
      return;
    }
    const timer = setTimeout(() => {
      // A check that fails says nothing about the query; running it will.
      api.check(text, controller.signal).then(({ diagnostics }) => show(text, diagnostics), () => undefined);
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text, show]);

  return { diagnostics: found.text === text ? found.diagnostics : none, show };
}
