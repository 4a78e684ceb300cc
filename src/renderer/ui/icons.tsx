import { createElement, type ReactNode, type SVGProps } from 'react';

/** Outlined 18 px icons on a 24-unit grid. They are decoration: the control around one carries the name. */

export type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'>;

function icon(...paths: string[]) {
  const children: ReactNode[] = paths.map((d) => createElement('path', { key: d, d }));
  return function Icon(props: IconProps) {
    return (
      <svg
        width={18}
        height={18}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...props}
      >
        {children}
      </svg>
    );
  };
}

/** A globe: what is asked for by an address. */
export const HttpIcon = icon(
  'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z',
  'M3.5 12h17',
  'M12 3.5c-5 5-5 12 0 17M12 3.5c5 5 5 12 0 17',
);
export const SearchIcon = icon('M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z', 'm15.5 15.5 4.5 4.5');
export const SunIcon = icon(
  'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  'M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
);
export const MoonIcon = icon('M20 14.2A8 8 0 1 1 9.8 4a6.4 6.4 0 0 0 10.2 10.2Z');
export const SystemThemeIcon = icon(
  'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z',
  'M12 3.5v17',
  'M12 8h5.5M12 12h8M12 16h5.5',
);
export const GearIcon = icon(
  'M4 7h9M17 7h3M4 17h3M11 17h9',
  'M15 4.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z',
  'M9 14.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z',
);
export const PlusIcon = icon('M12 5v14M5 12h14');
export const CrossIcon = icon('m6 6 12 12M18 6 6 18');
export const MoreIcon = icon('M5.5 12h.01M12 12h.01M18.5 12h.01');
export const ChevronRightIcon = icon('m9.5 6 6 6-6 6');
export const ChevronDownIcon = icon('m6 9.5 6 6 6-6');
export const ArrowDownIcon = icon('M12 4.5v15M6 13.5l6 6 6-6');
export const ArrowUpIcon = icon('M12 19.5v-15M6 10.5l6-6 6 6');
export const TwoEndsIcon = icon('M4 8.5h15M15 4.5l4 4-4 4', 'M20 15.5H5M9 11.5l-4 4 4 4');
export const StopIcon = icon('M6.5 6.5h11v11h-11z');
export const RepeatIcon = icon(
  'M5 11V9.5A3.5 3.5 0 0 1 8.5 6H19M16 3l3 3-3 3',
  'M19 13v1.5a3.5 3.5 0 0 1-3.5 3.5H5M8 21l-3-3 3-3',
);
export const HistoryIcon = icon('M4 12a8 8 0 1 0 2.6-5.9M4 4.5V8h3.5', 'M12 8v4.5l3 2');
export const CopyIcon = icon('M9 9h10v10H9z', 'M15 5H5v10');
export const SaveIcon = icon('M12 4v11M7 10.5l5 5 5-5', 'M4.5 16v4h15v-4');
export const FileIcon = icon('M6 3.5h8l4 4v13H6z', 'M14 3.5v4h4');
export const UndoIcon = icon('M5 9h9a5 5 0 0 1 0 10H9M8.5 5.5 5 9l3.5 3.5');
export const InfoIcon = icon('M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z', 'M12 11v5.5M12 7.7v.01');
export const WarningIcon = icon('M12 4 2.8 19.5h18.4L12 4Z', 'M12 10v4.5M12 17v.01');
export const TcpIcon = icon('M3.5 5.5h6.5v13H3.5z', 'M14 5.5h6.5v13H14z', 'M10 9.5h4M10 14.5h4');
export const UdpIcon = icon('M3.5 5.5H10v13H3.5z', 'M13.5 6h3v3h-3zM17.5 10.5h3v3h-3zM13.5 15h3v3h-3z');
export const TransferIcon = icon(
  'M5 3.5h7l3.5 3.5v6',
  'M12 3.5V7h3.5',
  'M5 3.5v17h5',
  'M12.5 17.5h8M17 14l3.5 3.5L17 21',
);
export const RelayIcon = icon(
  'M2.5 12H7M17 12h4.5M19 9.5l2.5 2.5-2.5 2.5',
  'M7 6.5h10v11H7z',
  'M10.5 10v4M13.5 10v4',
);
export const CapturesIcon = icon(
  'M4 6.5v11A1.5 1.5 0 0 0 5.5 19h13a1.5 1.5 0 0 0 1.5-1.5V9a1.5 1.5 0 0 0-1.5-1.5H12L10 5H5.5A1.5 1.5 0 0 0 4 6.5Z',
  'M8 12h8M8 15.5h5',
);
export const BookmarkIcon = icon('M7 4h10v16l-5-4-5 4z');
export const PanelIcon = icon('M4 5h16v14H4z', 'M14.5 5v14', 'M17 9h.01M17 12h.01');
export const FolderIcon = icon('M3.5 6.5h6l2 2h9v10h-17z');
export const MessageIcon = icon('M4 5.5h16v11H10l-4 3.5v-3.5H4z');
export const SequenceIcon = icon('M5 6h.01M5 12h.01M5 18h.01', 'M9 6h11M9 12h11M9 18h11');
export const PlayIcon = icon('M8 5.5v13l10.5-6.5z');
export const CheckIcon = icon('m5 12.5 4.5 4.5L19 7.5');
