import { useEffect, useLayoutEffect, useRef } from 'react';
import { type Grid, type GridProps, mountGrid } from './mountGrid';

/** The grid in React's tree: made once, told of changes. */
export function GridView(props: GridProps) {
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    grid.current = mountGrid(host.current!, latest.current);
    return () => grid.current?.destroy();
  }, []);
  useEffect(() => {
    latest.current = props;
    grid.current?.update(props);
  });
  return <div className="grid" ref={host} data-panel-focus />;
}
