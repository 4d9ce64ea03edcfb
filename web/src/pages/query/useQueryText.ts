import { useNavigate, useSearch } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { QueryEditor } from './editor/mountEditor';
import { linkText } from './queryLink';

/** How long typing must pause before the page takes notice; the editor itself never waits. */
const delay = 250;

/** Keeps the query text and the address (`?q=`) in step, both ways; Back brings the former text back. */
export function useQueryText(editor: RefObject<QueryEditor | null>) {
  const { q } = useSearch({ from: '/query' });
  const navigate = useNavigate({ from: '/query' });
  const [initial] = useState(q ?? '');
  const [text, setText] = useState(initial);
  const written = useRef(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(initial);

  useEffect(() => {
    if (q === written.current) return;
    written.current = q;
    clearTimeout(timer.current);
    if (editor.current !== null && editor.current.query !== (q ?? '')) editor.current.replaceAll(q ?? '');
  }, [q, editor]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const write = (isReplaced: boolean) => {
    const link = linkText(latest.current);
    if (link === written.current) return;
    written.current = link;
    void navigate({ search: link === undefined ? {} : { q: link }, replace: isReplaced });
  };
  const onChange = (next: string) => {
    latest.current = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setText(next);
      write(true);
    }, delay);
  };
  /** Opens another text as a step of its own in the browser's history. */
  const open = (next: string) => {
    write(true);
    editor.current?.replaceAll(next);
    clearTimeout(timer.current);
    latest.current = next;
    setText(next);
    write(false);
    editor.current?.focus();
  };
  return { initial, text, onChange, open };
}
