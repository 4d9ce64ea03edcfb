import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { type EditorProps, mountEditor, type QueryEditor } from './mountEditor';

/** The editor in React's tree. Its callbacks may change at each rendering; the editor is made once. */
export function EditorPane({ ref, ...props }: EditorProps & { ref: Ref<QueryEditor | null> }) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<QueryEditor | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useLayoutEffect(() => {
    const mounted = mountEditor(host.current!, {
      query: latest.current.query,
      names: () => latest.current.names(),
      onChange: (query) => latest.current.onChange(query),
      onRun: (text, offset) => latest.current.onRun(text, offset),
    });
    editor.current = mounted;
    return () => mounted.destroy();
  }, []);
  useImperativeHandle<QueryEditor | null, QueryEditor | null>(ref, () => editor.current, []);
  return <div className="editor" ref={host} />;
}
