import {
  CST,
  Document,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type ParsedNode,
  Parser,
  type Scalar,
  visit,
  type YAMLSeq,
} from 'yaml';
import { readYaml } from './read.ts';

/** What is written: as `Plain`, with numbers and switches. Undefined members are left out. */
export type Written = string | number | boolean | null | Written[] | { [key: string]: Written | undefined };

const LAYOUT = { lineWidth: 0, indentSeq: true } as const;

/** A new file. */
export function yamlOf(value: Written, comment?: string): string {
  const document = new Document(clean(value));
  if (comment) document.commentBefore = comment;
  return document.toString(LAYOUT);
}

/**
 * The text of a file with what differs between `was` (what it said) and `now` changed: comments, order, quotes and what
 * is not known stay. Where only single values differ, no other byte changes.
 */
export function yamlWith(name: string, text: string, was: Written, now: Written): string {
  const changes: Change[] = [];
  readYaml(name, text);
  compare(clean(was), clean(now), [], changes);
  if (changes.length === 0) return text;
  const exact = changes.every(({ kind }) => kind === 'set') ? byScalars(text, changes) : null;
  if (exact !== null) return exact;
  // Every plain scalar is a text here, so that `0123` stays what it is.
  const document = parseDocument(text, { schema: 'failsafe' });
  const anew: Path[] = [];
  for (const change of changes) apply(document, change, clean(now), anew);
  return document.toString(LAYOUT);
}

type Path = (string | number)[];
type Change =
  | { kind: 'set'; path: Path; value: Written }
  | { kind: 'delete'; path: Path }
  | { kind: 'splice'; path: Path; at: number; gone: number; items: Written[]; whole: Written };

function compare(was: Written | undefined, now: Written | undefined, path: Path, into: Change[]): void {
  if (same(was, now)) return;
  if (now === undefined) return void into.push({ kind: 'delete', path });
  if (isRecord(was) && isRecord(now)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(now)]))
      compare(was[key], now[key], [...path, key], into);
  } else if (Array.isArray(was) && Array.isArray(now)) {
    if (was.length === now.length) {
      now.forEach((item, index) => compare(was[index], item, [...path, index], into));
      return;
    }
    let at = 0;
    while (at < was.length && at < now.length && same(was[at], now[at])) at++;
    let end = 0;
    while (end < Math.min(was.length, now.length) - at && same(was.at(-1 - end), now.at(-1 - end))) end++;
    const items = now.slice(at, now.length - end);
    into.push({ kind: 'splice', path, at, gone: was.length - end - at, items, whole: now });
  } else into.push({ kind: 'set', path, value: now });
}

/** Changes scalars where they stand; null where that can’t be done. */
function byScalars(text: string, changes: readonly Change[]): string | null {
  const tokens = [...new Parser().parse(text)];
  const token = tokens.find((one) => one.type === 'document');
  if (!token || tokens.filter(({ type }) => type === 'document').length > 1) return null;
  for (const change of changes) {
    if (change.kind !== 'set' || !isScalarValue(change.value)) return null;
    const scalar = scalarAt(token.value, change.path);
    if (!scalar) return null;
    const { value } = change;
    const plain = new Document(value).toString({ lineWidth: 0 }).trimEnd();
    const quoted = plain.startsWith('"') || plain.startsWith("'");
    // Texts of more lines keep being a block, which a person can read.
    if (typeof value === 'string' && value.includes('\n')) {
      if (scalar.type !== 'block-scalar' || !setBlock(scalar, value)) return null;
    } else if (scalar.type === 'block-scalar') return null;
    else if (typeof value !== 'string') CST.setScalarValue(scalar, String(value), { type: 'PLAIN' });
    else {
      const double = scalar.type === 'double-quoted-scalar' || plain.startsWith('"');
      const single = scalar.type === 'single-quoted-scalar' || quoted;
      CST.setScalarValue(scalar, value, {
        type: double ? 'QUOTE_DOUBLE' : single ? 'QUOTE_SINGLE' : 'PLAIN',
      });
    }
  }
  return tokens.map((one) => CST.stringify(one)).join('');
}

/** Puts other lines into a plain `|` block, at its indentation; false where they would need another header. */
function setBlock(scalar: CST.BlockScalar, value: string): boolean {
  const header = scalar.props.find(({ type }) => type === 'block-scalar-header');
  const indent = /^( +)\S/m.exec(scalar.source)?.[1];
  if (!header || !('source' in header) || header.source !== '|' || indent === undefined) return false;
  // eslint-disable-next-line no-control-regex
  if (!/^[^\s]/.test(value) || !/[^\n]\n$/.test(value) || /[^\n\t -~\u00a0-\u{10ffff}]/u.test(value))
    return false;
  scalar.source = value.replace(/^(?=.)/gm, indent);
  return true;
}

type ScalarToken = CST.FlowScalar | CST.BlockScalar;

function scalarAt(from: CST.Token | undefined, path: Path): ScalarToken | null {
  let token: CST.Token | null | undefined = from;
  for (const step of path) {
    if (!token || !('items' in token)) return null;
    if (typeof step === 'number') {
      if (token.type !== 'block-seq') return null;
      token = token.items[step]?.value;
    } else {
      if (token.type !== 'block-map') return null;
      const found: CST.CollectionItem | undefined = token.items.find(
        ({ key }) => key && CST.isScalar(key) && CST.resolveAsScalar(key)?.value === step,
      );
      token = found?.value;
    }
  }
  if (!token || !CST.isScalar(token) || token.type === 'alias') return null;
  return token;
}

/** `anew`: what was written anew as a whole, with all that is to change in it. */
function apply(document: Document.Parsed, change: Change, now: Written, anew: Path[]): void {
  const { path } = change;
  if (anew.some((whole) => whole.every((step, index) => path[index] === step))) return;
  // What it is in may be written another way than we would, such as headers as a map.
  for (let depth = 0; depth <= path.length; depth++) {
    const step = depth < path.length ? path[depth] : change.kind === 'splice' ? 0 : undefined;
    if (step === undefined) break;
    const above = path.slice(0, depth);
    const holder: unknown = depth === 0 ? document.contents : document.getIn(above, true);
    if (typeof step === 'number' ? isSeq(holder) : isMap(holder)) continue;
    anew.push(above);
    return put(document, above, valueAt(now, above));
  }
  if (change.kind === 'delete') document.deleteIn(path);
  else if (change.kind === 'set') put(document, path, change.value);
  else {
    const list = document.getIn(path, true) as YAMLSeq<ParsedNode>;
    const made = change.items.map((item) => nodeOf(item));
    list.items.splice(change.at, change.gone, ...made);
    if (list.flow && list.items.some((item) => isMap(item))) list.flow = false;
  }
}

function put(document: Document.Parsed, path: Path, value: Written): void {
  const there: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isScalar(there) && isScalarValue(value) && !(typeof value === 'string' && value.includes('\n'))) {
    const made = nodeOf(value) as Scalar;
    const quoted = there.type === 'QUOTE_DOUBLE' || there.type === 'QUOTE_SINGLE';
    there.value = made.value;
    if (!quoted || typeof value !== 'string') there.type = made.type ?? 'PLAIN';
    return;
  }
  const made = nodeOf(value);
  if (isScalar(there)) Object.assign(made, { comment: there.comment, commentBefore: there.commentBefore });
  if (path.length === 0) document.contents = made;
  else document.setIn(path, made);
}

/** A new node, in which what would be taken for a number or a switch is quoted where it is a text. */
function nodeOf(value: Written): ParsedNode {
  const node = new Document(value, { aliasDuplicateObjects: false }).contents as ParsedNode;
  visit(node, {
    Scalar(_key, scalar) {
      if (typeof scalar.value !== 'string') {
        scalar.value = String(scalar.value);
        scalar.type = 'PLAIN';
      } else if (/^["']/.test(new Document(scalar.value).toString(LAYOUT))) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return node;
}

function valueAt(value: Written, path: Path): Written {
  let at: Written | undefined = value;
  for (const step of path)
    at = at && typeof at === 'object' ? (at as Record<string, Written>)[step] : undefined;
  return at ?? null;
}

/** Without what is undefined. */
function clean(value: Written): Written {
  if (Array.isArray(value)) return value.map(clean);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, clean(each)]])),
  );
}

const isScalarValue = (value: Written): value is string | number | boolean | null =>
  value === null || typeof value !== 'object';
const isRecord = (value: unknown): value is Record<string, Written | undefined> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
