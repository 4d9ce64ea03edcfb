import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';

interface SplitProps {
  /** Where the size is remembered, and the separator's name for assistive technology. */
  id: string;
  label: string;
  direction: 'row' | 'column';
  /** Size of the first panel in percent: at the start, and its bounds. */
  initial: number;
  min: number;
  max: number;
  first: ReactNode;
  second: ReactNode;
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

/** Two panels and a separator that pointer and arrow keys move; Home, End and a double click go to bounds and start. */
export function Split({ id, label, direction, initial, min, max, first, second }: SplitProps) {
  const key = `hven.split.${id}`;
  const container = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(() => clamp(Number(localStorage.getItem(key)) || initial, min, max));
  const change = (value: number) => {
    const next = Math.round(clamp(value, min, max) * 10) / 10;
    setSize(next);
    localStorage.setItem(key, String(next));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = container.current!.getBoundingClientRect();
    change(100 * (direction === 'row' ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const target = { [less!]: size - 2, [more!]: size + 2, Home: min, End: max }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    change(target);
  };
  return (
    <div ref={container} className={`split split-${direction}`} style={{ '--size': `${size}%` } as CSSProperties}>
      <div className="split-first">{first}</div>
      <div
        className="separator" role="separator" tabIndex={0} aria-label={label}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={Math.round(size)} aria-valuemin={min} aria-valuemax={max}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove} onKeyDown={onKeyDown} onDoubleClick={() => change(initial)}
      />
      <div className="split-second">{second}</div>
    </div>
  );
}
