import type { ReactNode } from 'react';
import { Splitter } from '../../../ui/Splitter.tsx';

/** Rows above, the bytes of what is selected below. */
export function WireSplitter({ children }: { children: ReactNode }) {
  return (
    <Splitter
      id="http.wire"
      direction="vertical"
      initial={0.4}
      min={[72, 96]}
      label="Resize timeline and bytes"
    >
      {children}
    </Splitter>
  );
}
