import type { Components, Theme } from '@mui/material/styles';
import { createElement } from 'react';
import { ChevronDownIcon } from '../ui/icons.tsx';
import { customProperties, dark, forced, light } from './tokens.ts';

const focusRing = { outline: '2px solid var(--wb-focus)', outlineOffset: 1 };
const noShadow = 'none';
/** What lies on the ground of a selection, where the system chooses the colours. */
const ON_SELECTION = Object.fromEntries(
  ['text', 'muted', 'accent', 'in', 'out', 'danger', 'warn'].map((name) => [`--wb-${name}`, 'HighlightText']),
);

/** Every look that a control has, in one place: screens choose a variant and never style a control by hand. */
export const components: Components<Theme> = {
  MuiCssBaseline: {
    styleOverrides: {
      ':root': {
        ...customProperties(light),
        colorScheme: 'light',
        '--wb-font-ui': "'Inter Variable', Inter, system-ui, sans-serif",
        '--wb-font-mono': "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace",
        '--wb-field': '32px',
        '--wb-row': '24px',
        '--wb-hex-row': '20px',
        '--wb-list-row': '28px',
        '--wb-gap': '12px',
      },
      ':root[data-scheme="dark"]': { ...customProperties(dark), colorScheme: 'dark' },
      ':root[data-density="compact"]': {
        '--wb-field': '28px',
        '--wb-row': '20px',
        '--wb-hex-row': '18px',
        '--wb-list-row': '24px',
        '--wb-gap': '8px',
      },
      'html, body, #root': { height: '100%', margin: 0, overflow: 'hidden' },
      body: {
        background: 'var(--wb-bg)',
        color: 'var(--wb-text)',
        fontVariantNumeric: 'tabular-nums',
        fontFeatureSettings: '"cv05", "ss03"',
        scrollbarColor: 'var(--wb-thumb) transparent',
        scrollbarWidth: 'thin',
      },
      'code, kbd, samp, pre': { fontFamily: 'var(--wb-font-mono)', fontVariantLigatures: 'none' },
      ':focus-visible': focusRing,
      '::selection': { background: 'var(--wb-selection)' },
      '@media (prefers-reduced-motion: reduce)': {
        '*, *::before, *::after': { animationDuration: '0s !important', transitionDuration: '0s !important' },
      },
      '@media (forced-colors: active)': {
        ':root, :root[data-scheme="dark"]': customProperties(forced),
        '.wb-row[data-selected], [role="option"][aria-selected="true"]': {
          ...ON_SELECTION,
          color: 'HighlightText',
          forcedColorAdjust: 'none',
        },
        // Words on a ground of ours: the system would put its own ground under them.
        '.MuiButton-contained, .MuiTooltip-tooltip': { forcedColorAdjust: 'none' },
      },
    },
  },
  MuiButtonBase: { defaultProps: { disableRipple: true, disableTouchRipple: true } },
  MuiButton: {
    defaultProps: { variant: 'outlined', color: 'inherit', disableElevation: true },
    styleOverrides: {
      root: {
        minWidth: 0,
        height: 'var(--wb-field)',
        padding: '0 12px',
        borderRadius: 6,
        whiteSpace: 'nowrap',
        gap: 6,
        flexShrink: 0,
        '&.Mui-focusVisible': { ...focusRing, boxShadow: noShadow },
        '&.Mui-disabled': { color: 'var(--wb-muted)', borderColor: 'var(--wb-line)', opacity: 0.7 },
      },
      sizeSmall: { height: 24, padding: '0 8px', fontSize: 12, borderRadius: 5 },
      outlined: {
        borderColor: 'var(--wb-rim)',
        background: 'var(--wb-raised)',
        '&:hover': { background: 'var(--wb-hover)', borderColor: 'var(--wb-rim)' },
        '&[aria-pressed="true"]': { background: 'var(--wb-selection)', borderColor: 'var(--wb-accent)' },
      },
      contained: {
        background: 'var(--wb-accent-fill)',
        color: 'var(--wb-on-accent)',
        '&:hover': { background: 'var(--wb-accent-fill-hover)' },
        '&.Mui-disabled': { background: 'var(--wb-hover)', color: 'var(--wb-muted)' },
      },
      text: { padding: '0 8px', color: 'var(--wb-text)', '&:hover': { background: 'var(--wb-hover)' } },
      startIcon: { margin: 0 },
      endIcon: { margin: 0 },
    },
  },
  MuiButtonGroup: { defaultProps: { variant: 'outlined', color: 'inherit', disableElevation: true } },
  MuiIconButton: {
    defaultProps: { color: 'inherit' },
    styleOverrides: {
      root: {
        width: 28,
        height: 28,
        padding: 0,
        borderRadius: 6,
        color: 'var(--wb-muted)',
        flexShrink: 0,
        '&:hover': { background: 'var(--wb-hover)', color: 'var(--wb-text)' },
        '&.Mui-focusVisible': focusRing,
      },
      sizeSmall: { width: 22, height: 22, borderRadius: 5, '& svg': { width: 16, height: 16 } },
    },
  },
  MuiFormControl: { defaultProps: { size: 'small', fullWidth: true } },
  MuiTextField: { defaultProps: { variant: 'outlined', size: 'small', fullWidth: true } },
  MuiInputLabel: {
    defaultProps: { shrink: true, disableAnimation: true },
    styleOverrides: {
      root: {
        position: 'static',
        transform: 'none',
        maxWidth: 'none',
        pointerEvents: 'auto',
        marginBottom: 2,
        fontSize: 12,
        lineHeight: '16px',
        color: 'var(--wb-muted)',
        '&.Mui-focused, &.Mui-error, &.Mui-disabled': { color: 'var(--wb-muted)' },
      },
    },
  },
  MuiInputBase: {
    styleOverrides: {
      root: { fontSize: 13, lineHeight: '20px' },
      input: {
        height: 20,
        '&::placeholder': { color: 'var(--wb-muted)', opacity: 1 },
        '&.Mui-disabled': { WebkitTextFillColor: 'var(--wb-muted)' },
      },
    },
  },
  MuiOutlinedInput: {
    styleOverrides: {
      root: {
        minHeight: 'var(--wb-field)',
        borderRadius: 6,
        background: 'var(--wb-raised)',
        '& .MuiOutlinedInput-notchedOutline': { top: 0, borderColor: 'var(--wb-edge)' },
        '& .MuiOutlinedInput-notchedOutline legend': { display: 'none' },
        '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: 'var(--wb-muted)' },
        '&.Mui-focused .MuiOutlinedInput-notchedOutline': {
          borderColor: 'var(--wb-focus)',
          borderWidth: 2,
        },
        '&.Mui-error .MuiOutlinedInput-notchedOutline': { borderColor: 'var(--wb-danger)' },
        '&.Mui-disabled': { background: 'transparent' },
        '&.Mui-disabled .MuiOutlinedInput-notchedOutline': { borderColor: 'var(--wb-line)' },
      },
      input: { padding: 'calc((var(--wb-field) - 20px) / 2) 9px' },
      multiline: { padding: 0 },
    },
  },
  MuiSelect: { defaultProps: { IconComponent: ChevronDownIcon } },
  MuiNativeSelect: {
    defaultProps: { IconComponent: ChevronDownIcon },
    styleOverrides: {
      root: { '& select': { paddingRight: '26px !important' } },
      icon: { top: 'calc(50% - 8px)', right: 6, width: 16, height: 16, color: 'var(--wb-muted)' },
    },
  },
  MuiFormHelperText: {
    styleOverrides: {
      root: {
        margin: '4px 0 0',
        fontSize: 12,
        lineHeight: '16px',
        color: 'var(--wb-muted)',
        '&.Mui-error': { color: 'var(--wb-danger)' },
      },
    },
  },
  MuiCheckbox: {
    styleOverrides: {
      root: { padding: 4, color: 'var(--wb-edge)', '&.Mui-checked': { color: 'var(--wb-accent)' } },
    },
  },
  MuiFormControlLabel: { styleOverrides: { root: { marginLeft: -4, marginRight: 0, gap: 2 } } },
  MuiTabs: {
    styleOverrides: {
      root: { minHeight: 0 },
      indicator: { backgroundColor: 'var(--wb-accent)', transition: 'none' },
    },
  },
  MuiTab: {
    styleOverrides: {
      root: {
        minHeight: 0,
        minWidth: 0,
        color: 'var(--wb-muted)',
        '&.Mui-selected': { color: 'var(--wb-text)' },
        '&:hover': { color: 'var(--wb-text)' },
        '&.Mui-focusVisible': { ...focusRing, outlineOffset: -2 },
      },
    },
  },
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiDialog: {
    defaultProps: { transitionDuration: 0 },
    styleOverrides: { paper: { border: '1px solid var(--wb-rim)', borderRadius: 8, boxShadow: noShadow } },
  },
  MuiBackdrop: {
    styleOverrides: { root: { '&:not(.MuiBackdrop-invisible)': { backgroundColor: 'rgb(8 10 12 / 0.45)' } } },
  },
  MuiMenu: {
    defaultProps: { transitionDuration: 0 },
    styleOverrides: {
      paper: { border: '1px solid var(--wb-rim)', boxShadow: noShadow },
      list: { padding: 4 },
    },
  },
  MuiMenuItem: {
    styleOverrides: {
      root: {
        minHeight: 28,
        '@media (min-width: 600px)': { minHeight: 28 },
        padding: '0 8px',
        gap: 8,
        borderRadius: 4,
        fontSize: 13,
        '&:hover, &.Mui-focusVisible': { background: 'var(--wb-hover)' },
        '&.Mui-focusVisible': { ...focusRing, outlineOffset: -2 },
      },
    },
  },
  MuiAutocomplete: {
    defaultProps: { popupIcon: createElement(ChevronDownIcon, { width: 16, height: 16 }) },
    styleOverrides: {
      // As any other field; its own padding would make it higher.
      root: {
        '& .MuiOutlinedInput-root.MuiInputBase-sizeSmall': {
          padding: '0 30px 0 0',
          '& .MuiAutocomplete-input': {
            height: 20,
            minWidth: 0,
            padding: 'calc((var(--wb-field) - 20px) / 2) 0 calc((var(--wb-field) - 20px) / 2) 9px',
          },
        },
      },
      endAdornment: { right: '3px !important' },
      popupIndicator: { width: 22, height: 22, margin: 0 },
      paper: { border: '1px solid var(--wb-rim)' },
      listbox: {
        padding: 4,
        maxHeight: 320,
        '& .MuiAutocomplete-option': {
          minHeight: '28px !important',
          padding: '0 8px !important',
          borderRadius: 4,
          '&.Mui-focused': { background: 'var(--wb-hover) !important' },
          '&[aria-selected="true"]': { background: 'var(--wb-selection) !important' },
        },
      },
    },
  },
  MuiTooltip: {
    defaultProps: { enterDelay: 500, disableInteractive: true, slots: {} },
    styleOverrides: {
      tooltip: {
        background: 'var(--wb-text)',
        color: 'var(--wb-bg)',
        fontSize: 12,
        lineHeight: '16px',
        padding: '4px 8px',
        borderRadius: 5,
      },
    },
  },
  MuiDivider: { styleOverrides: { root: { borderColor: 'var(--wb-line)' } } },
};
