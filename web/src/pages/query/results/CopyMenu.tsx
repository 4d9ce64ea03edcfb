import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon } from '../../../ui/Icon';

export type CopyChoice = 'cell' | 'row' | 'selection' | 'all';

const choices: readonly { id: CopyChoice; label: string; hint: string }[] = [
  { id: 'cell', label: 'Cell', hint: 'full precision' },
  { id: 'row', label: 'Row', hint: 'tab-separated' },
  { id: 'selection', label: 'Selection', hint: 'with column names' },
  { id: 'all', label: 'All rows', hint: 'with column names' },
];

export function CopyMenu({ onCopy }: { onCopy: (choice: CopyChoice) => void }) {
  return (
    <MenuTrigger>
      <Button className="button quiet"><Icon name="copy" />Copy<Icon name="down" /></Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label="Copy" onAction={(key) => onCopy(key as CopyChoice)}>
          {choices.map(({ id, label, hint }) => (
            <MenuItem key={id} id={id} className="menu-item" textValue={label}><span>{label}</span><small>{hint}</small></MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
