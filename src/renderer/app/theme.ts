import { createTheme } from '@mui/material/styles';
import { components } from './theme-components.ts';
import { dark, light, type Tokens } from './tokens.ts';

export const FONT_UI = "'Inter Variable', Inter, system-ui, sans-serif";

const palette = (t: Tokens) => ({
  primary: { main: t.accentFill, dark: t.accentFillHover, contrastText: t.onAccent },
  error: { main: t.danger },
  warning: { main: t.warn },
  text: { primary: t.text, secondary: t.muted, disabled: t.muted },
  background: { default: t.bg, paper: t.raised },
  divider: t.line,
});

/** One theme with both schemes; which one holds is an attribute of the root element, so switching draws nothing anew. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-scheme', cssVarPrefix: 'mui' },
  colorSchemes: { light: { palette: palette(light) }, dark: { palette: palette(dark) } },
  spacing: 4,
  shape: { borderRadius: 6 },
  typography: {
    fontFamily: FONT_UI,
    fontSize: 13,
    htmlFontSize: 16,
    body1: { fontSize: 13, lineHeight: '20px', letterSpacing: 0 },
    body2: { fontSize: 12, lineHeight: '16px', letterSpacing: 0 },
    button: { fontSize: 13, lineHeight: '20px', fontWeight: 500, textTransform: 'none', letterSpacing: 0 },
    h1: { fontSize: 20, lineHeight: '28px', fontWeight: 600, letterSpacing: '-0.01em' },
    h2: { fontSize: 15, lineHeight: '20px', fontWeight: 600, letterSpacing: '-0.005em' },
    h3: { fontSize: 13, lineHeight: '20px', fontWeight: 600, letterSpacing: 0 },
  },
  transitions: { create: () => 'none' },
  components,
});
