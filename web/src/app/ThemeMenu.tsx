import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon, type IconName } from '../ui/Icon';
import { setTheme, type Theme, useTheme } from './theme';

const themes: readonly { id: Theme; label: string; icon: IconName }[] = [
  { id: 'system', label: 'As the system', icon: 'system' },
  { id: 'light', label: 'Light', icon: 'sun' },
  { id: 'dark', label: 'Dark', icon: 'moon' },
];

export function ThemeMenu() {
  const theme = useTheme();
  const { label, icon } = themes.find((entry) => entry.id === theme)!;
  return (
    <MenuTrigger>
      <Button className="button quiet square" aria-label={`Colours: ${label}`}>
        <Icon name={icon} />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu" aria-label="Colours" selectionMode="single" disallowEmptySelection
          selectedKeys={[theme]} onSelectionChange={(keys) => setTheme([...keys][0] as Theme)}
        >
          {themes.map((entry) => (
            <MenuItem key={entry.id} id={entry.id} className="menu-item" textValue={entry.label}>
              <Icon name={entry.icon} />
              <span>{entry.label}</span>
              {entry.id === theme && <Icon name="check" className="end" />}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
