import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useEffect, useState } from 'react';
import { Icon } from '../ui/Icon';

const groups: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [['?', 'this list'], ['Tab', 'next control or panel'], ['F6', 'next panel: tables, editor, results'], ['Esc', 'close a menu or dialog']],
  },
  {
    title: 'Editor',
    keys: [
      ['Ctrl+Enter', 'run the query, or the selected part'], ['Ctrl+Space', 'complete'], ['F8', 'next message'],
      ['Ctrl+/', 'comment the line'], ['Ctrl+F', 'find and replace'],
    ],
  },
  {
    title: 'Tables',
    keys: [['↑ ↓', 'move'], ['→ ←', 'open, close'], ['Enter', 'insert the name at the cursor']],
  },
  {
    title: 'Results',
    keys: [
      ['↑ ↓ ← →', 'move; with Shift select'], ['PgUp PgDn', 'a screen up, down'], ['Ctrl+Home / End', 'first, last cell'],
      ['Ctrl+C', 'copy with full precision'], ['Ctrl+A', 'select everything'], ['Enter', 'on a header: sort'],
      ['Space', 'on a header: statistics'], ['Alt+← →', 'on a header: narrower, wider'],
    ],
  },
];

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function KeyHelp() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className="button quiet square" aria-label="Keys">?</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">
            <header>
              <Heading slot="title">Keys</Heading>
              <Button slot="close" className="button quiet square" aria-label="Close"><Icon name="close" /></Button>
            </header>
            <div className="key-groups">
              {groups.map(({ title, keys }) => (
                <section key={title}>
                  <h3>{title}</h3>
                  <dl>
                    {keys.map(([key, what]) => (
                      <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>
                    ))}
                  </dl>
                </section>
              ))}
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
