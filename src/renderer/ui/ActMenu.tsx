import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';

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
            onClose();
            void run();
          }}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
