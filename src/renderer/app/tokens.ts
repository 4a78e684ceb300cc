/**
 * The colours of both schemes, each chosen by eye and checked for contrast: text on any of the three grounds at least
 * 4.5:1, lines of fields and focus rings at least 3:1. Received is blue and sent is amber, the pair that every kind
 * of colour vision can tell apart.
 */
export interface Tokens {
  /** The ground under data. */
  bg: string;
  /** The ground under controls and lists. */
  panel: string;
  /** What lies above both: menus, dialogs, fields. */
  raised: string;
  /** Dividers. */
  line: string;
  /** The edge of a field, and of a box to tick: what tells that it is one. */
  edge: string;
  /** The edge of what its words tell by themselves: buttons, menus, dialogs. */
  rim: string;
  text: string;
  muted: string;
  /** Text and marks in the accent colour. */
  accent: string;
  /** The ground of the main button, its ground under the pointer, and the text on it. */
  accentFill: string;
  accentFillHover: string;
  onAccent: string;
  focus: string;
  in: string;
  out: string;
  danger: string;
  dangerGround: string;
  warn: string;
  warnGround: string;
  selection: string;
  hover: string;
  find: string;
  /** Bars that can be scrolled with. */
  thumb: string;
}

export const light: Tokens = {
  bg: '#ffffff',
  panel: '#f5f6f7',
  raised: '#ffffff',
  line: '#dfe2e6',
  edge: '#868f99',
  rim: '#b3bac2',
  text: '#15191d',
  muted: '#56606b',
  accent: '#0a6b60',
  accentFill: '#0c7568',
  accentFillHover: '#095f55',
  onAccent: '#ffffff',
  focus: '#0e8a7b',
  in: '#0b5cad',
  out: '#974900',
  danger: '#b3261e',
  dangerGround: '#fcefee',
  warn: '#7a5200',
  warnGround: '#fdf5e2',
  selection: '#d6ebe8',
  hover: '#eceef0',
  find: '#ffe08a',
  thumb: '#c3c9d0',
};

export const dark: Tokens = {
  bg: '#111417',
  panel: '#171b1f',
  raised: '#1e2328',
  line: '#2a3037',
  edge: '#66717c',
  rim: '#454e58',
  text: '#e3e7ea',
  muted: '#98a3ae',
  accent: '#52cbb8',
  accentFill: '#17796c',
  accentFillHover: '#12685d',
  onAccent: '#ffffff',
  focus: '#3fbfab',
  in: '#74b3f5',
  out: '#f0a949',
  danger: '#ff8a80',
  dangerGround: '#2c1b1b',
  warn: '#eab54f',
  warnGround: '#2a2317',
  selection: '#1c3d3a',
  hover: '#22282e',
  find: '#6b5410',
  thumb: '#3b434c',
};

/**
 * A contrast theme of the system: its own colours take the place of ours. Grounds that tell something keep telling it,
 * and a direction has its arrow and its word.
 */
export const forced: Tokens = {
  bg: 'Canvas',
  panel: 'Canvas',
  raised: 'Canvas',
  line: 'GrayText',
  edge: 'CanvasText',
  rim: 'CanvasText',
  text: 'CanvasText',
  muted: 'CanvasText',
  accent: 'Highlight',
  accentFill: 'Highlight',
  accentFillHover: 'Highlight',
  onAccent: 'HighlightText',
  focus: 'Highlight',
  in: 'CanvasText',
  out: 'CanvasText',
  danger: 'CanvasText',
  dangerGround: 'Canvas',
  warn: 'CanvasText',
  warnGround: 'Canvas',
  selection: 'Highlight',
  hover: 'Canvas',
  find: 'Mark',
  thumb: 'CanvasText',
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** `{'--wb-bg': …}`: the names by which every component and its styles know the colours. */
export function customProperties(tokens: Tokens): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--wb-${kebab(name)}`, value]));
}
