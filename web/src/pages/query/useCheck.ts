import { type RefObject, useEffect, useRef, useState } from 'react';
import { api } from '../../api/client';
import type { Diagnostic } from '../../api/types';
import type { QueryEditor } from './editor/mountEditor';

/** On top of the pause after which the page learns of a new text. */
const delay = 100;
const none: readonly Diagnostic[] = [];

/** Findings about the present text: the server checks it when typing pauses, and each run may bring its own. */
export function useCheck(editor: RefObject<QueryEditor | null>, text: string) {
  const [found, setFound] = useState<{ text: string; diagnostics: readonly Diagnostic[]; adql: string | null }>({ text: '', diagnostics: none, adql: null });
  const show = useRef((checked: string, diagnostics: readonly Diagnostic[], adql: string | null = null) => {
    // An answer about an older text would mark the wrong places.
    if (editor.current === null || editor.current.query !== checked) return;
    editor.current.showDiagnostics(diagnostics);
    setFound({ text: checked, diagnostics, adql });
  }).current;

  useEffect(() => {
    const controller = new AbortController();
    if (text.trim() === '') {
      show(text, none);
      return;
    }
    const timer = setTimeout(() => {
      // A check that fails says nothing about the query; running it will.
      api.check(text, controller.signal).then(({ diagnostics, adql }) => show(text, diagnostics, adql), () => undefined);
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text, show]);

  const isPresent = found.text === text;
  return { diagnostics: isPresent ? found.diagnostics : none, adql: isPresent ? found.adql : null, show };
}
