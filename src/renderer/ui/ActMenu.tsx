import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { backTo, placeOf } from './place.ts';

/** What can be done with a row of a list, by pointer or by key; nothing where nothing can. */
export function ActMenu({
  acts,
  element,
  onClose,
}: {
  acts: readonly { label: string; run(): unknown }[];
  element: HTMLElement;
  onClose(): void;
}) {
  return (
    <Menu anchorEl={element} open={acts.length > 0} onClose={onClose}>
      {acts.map(({ label, run }) => (
        <MenuItem
          key={label}
          onClick={() => {
            const from = placeOf(element);
            onClose();
            // After the menu has given the keyboard back, so that what is run can move it.
            requestAnimationFrame(() => {
              void run();
              backTo(from);
            });
          }}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
