import { useEffect } from 'react';

/** F6 goes from panel to panel, Shift+F6 back, as in desktop programs. */
export function usePanelKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.altKey || event.ctrlKey) return;
      const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')];
      if (panels.length === 0) return;
      event.preventDefault();
      const current = panels.findIndex((panel) => panel.contains(document.activeElement));
      const next = (current + (event.shiftKey ? -1 : 1) + panels.length) % panels.length;
      const panel = panels[current < 0 ? 0 : next]!;
      const target = panel.querySelector<HTMLElement>('[data-panel-focus], .cm-content') ?? panel.querySelector<HTMLElement>('button, [tabindex="0"]');
      target?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
