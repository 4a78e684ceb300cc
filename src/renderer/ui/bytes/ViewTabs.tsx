import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { memo } from 'react';
import { BYTE_VIEWS, type ByteView } from '../session/view-store.ts';

/** The views as tabs; `ids` begins the ids of the tabs and of their panel. */
export const ViewTabs = memo(function ViewTabs({
  ids,
  value,
  onChange,
}: {
  ids: string;
  value: ByteView;
  onChange(view: ByteView): void;
}) {
  return (
    <Tabs
      value={value}
      onChange={(_, next: ByteView) => onChange(next)}
      aria-label="Views of the bytes"
      className="wb-bytes-tabs"
    >
      {BYTE_VIEWS.map((name) => (
        <Tab key={name} value={name} label={name} id={`${ids}-${name}`} aria-controls={`${ids}-panel`} />
      ))}
    </Tabs>
  );
});
