import type { ExportFormat } from '../../../contract/export.ts';

interface FormatWords {
  label: string;
  /** What it is good for, under the field, in one line: the dialog keeps its height. */
  help: string;
  extension: string;
  /** It holds the bytes of one direction. */
  oneWay: boolean;
  /** About how many bytes the file has. */
  size(rows: number, bytes: number): number;
}

/** In the order of the list. */
export const FORMATS: Record<ExportFormat, FormatWords> = {
  pcapng: {
    label: 'pcapng (Wireshark)',
    help: 'Packets with made-up headers. Opens in Wireshark, and under Captures.',
    extension: 'pcapng',
    oneWay: false,
    size: (rows, bytes) => 1000 + 160 * rows + bytes * 1.004,
  },
  text: {
    label: 'Text',
    help: 'The timeline as lines, bytes escaped.',
    extension: 'txt',
    oneWay: false,
    size: (rows, bytes) => 100 + 40 * rows + bytes * 1.1,
  },
  jsonl: {
    label: 'JSON Lines',
    help: 'One JSON object a row, bytes as Base64 and text. Opens under Captures.',
    extension: 'jsonl',
    oneWay: false,
    size: (rows, bytes) => 400 + 140 * rows + bytes * 2.5,
  },
  xxd: {
    label: 'Hex dump, as xxd',
    help: 'The bytes of one direction, as xxd prints them.',
    extension: 'xxd.txt',
    oneWay: true,
    size: (_rows, bytes) => (bytes / 16) * 68,
  },
  hexdump: {
    label: 'Hex dump, as hexdump -C',
    help: 'The bytes of one direction, as hexdump -C prints them.',
    extension: 'hex.txt',
    oneWay: true,
    size: (_rows, bytes) => (bytes / 16) * 79,
  },
  raw: {
    label: 'Raw bytes',
    help: 'The bytes of one direction and nothing else.',
    extension: 'bin',
    oneWay: true,
    size: (_rows, bytes) => bytes,
  },
};

/** A name that any file system takes, made of what a session is called. */
export function fileName(title: string): string {
  const plain = title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 100) || 'capture';
}
