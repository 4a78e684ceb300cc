import { useCallback, useState } from 'react';

/** The rows in view, first and last, as a virtual list tells them; before it has, as many as fill most windows. */
export function useRange() {
  const [range, setRange] = useState({ first: 0, last: 40 });
  const onRangeChange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  return [range, onRangeChange] as const;
}
