import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { BenchError } from '../../../../bench/failure.ts';

/** Values that one file may have; more would be an alias bomb. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 100;
/** Words, marks and line breaks of a file: some 3,000 headers. Each takes microseconds, in which no socket is read. */
const MAX_TOKENS = 60_000;

export type Plain = string | null | Plain[] | { [key: string]: Plain };
export type Path = readonly (string | number)[];

export interface YamlText {
  document: Document.Parsed;
  /** What it says, each scalar as it is written: `0123` and `true` are texts. */
  plain: Plain;
  /** `line 3, column 7` of what stands at a path, or of what it is in. */
  where(path: Path): string;
}

/** Whether there is not more in a file than is read: texts may be long, but values not many. */
export function isReadable(text: string, most = MAX_TOKENS): boolean {
  let tokens = 0;
  for (const token of new Lexer().lex(text)) if (token !== '' && ++tokens > most) return false;
  return true;
}

/**
 * Reads a YAML file. Throws BAD_FILE, which says what is wrong in which line and column. `most`: words and values, where
 * no socket waits for it.
 */
export function readYaml(
  name: string,
  text: string,
  most = { tokens: MAX_TOKENS, values: MAX_NODES },
): YamlText {
  if (!isReadable(text, most.tokens))
    throw badFile(name, null, 'It holds too many values. A long body is sent from a file of its own.');
  const lines = new LineCounter();
  // That keys are not said twice is looked at below: the parser compares each with all others.
  const document = parseDocument(text, {
    lineCounter: lines,
    keepSourceTokens: true,
    prettyErrors: false,
    uniqueKeys: false,
  });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  const wrong = document.errors[0];
  if (wrong) throw badFile(name, place(wrong.pos[0]), sentence(wrong.message));
  const aliases = targetsOf(document.contents);
  let nodes = 0;
  const plainOf = (node: unknown, depth: number): Plain => {
    if (++nodes > most.values || depth > MAX_DEPTH)
      throw badFile(name, null, 'It holds too many values, or values in too many others.');
    if (isAlias(node)) return plainOf(aliases.get(node), depth + 1);
    if (isScalar(node)) {
      if (node.value === null) return null;
      return typeof node.value === 'string' ? node.value : (node.source ?? JSON.stringify(node.value));
    }
    if (isSeq(node)) return node.items.map((item) => plainOf(item, depth + 1));
    if (!isMap(node)) return null;
    // Without a prototype: a key may have any name.
    const made = Object.create(null) as Record<string, Plain>;
    for (const { key, value } of node.items) {
      const named = keyOf(key);
      if (named in made)
        throw badFile(name, place(rangeOf(key)), `“${named}” is said twice: which one holds can’t be known.`);
      made[named] = plainOf(value, depth + 1);
    }
    return made;
  };
  return {
    document,
    plain: plainOf(document.contents, 0),
    where(path) {
      let node: Node | null = document.contents;
      let offset = node?.range?.[0] ?? 0;
      for (const step of path) {
        const next: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
        if (!next || typeof next !== 'object') break;
        node = next as Node;
        offset = node.range?.[0] ?? offset;
      }
      return place(offset);
    },
  };
}

/** What each alias stands for: the last one before it with its anchor. To ask the library looks at all before each. */
function targetsOf(root: unknown): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const look = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
      return;
    }
    if (!isScalar(node) && !isSeq(node) && !isMap(node)) return;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) node.items.forEach(look);
    else if (isMap(node))
      for (const { key, value } of node.items) {
        look(key);
        look(value);
      }
  };
  look(root);
  return targets;
}

const rangeOf = (key: unknown): number => (isScalar(key) ? (key.range?.[0] ?? 0) : 0);

/** A file of a collection that can’t be read; `where` is its line and column, or null. */
export const badFile = (name: string, where: string | null, why: string): BenchError =>
  new BenchError({
    code: 'BAD_FILE',
    message: where === null ? `${name} can’t be read.` : `${name} can’t be read from ${where} on.`,
    hint: why,
  });

const keyOf = (key: unknown): string =>
  isScalar(key)
    ? typeof key.value === 'string'
      ? key.value
      : (key.source ?? JSON.stringify(key.value))
    : String(key);

/** What the parser says, as a sentence; it takes what is nested too deep for a mistake like others. */
function sentence(text: string): string {
  if (/call stack/i.test(text)) return 'It holds values in too many others.';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
