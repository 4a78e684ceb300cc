import type { XmlRpcValue } from '../../../../contract/http/request.ts';

/** The parameters of a call as rows of a form. A value is found by its path: the parameter, then the place in each. */
export type Path = readonly number[];
export type Kind = XmlRpcValue['kind'];

export interface Row {
  path: Path;
  value: XmlRpcValue;
  /** Of a member of a struct; null: it has none. */
  name: string | null;
  /** `1.2`, from 1. */
  label: string;
}

export const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'string', label: 'String' },
  { value: 'int', label: 'Int' },
  { value: 'i8', label: 'Int, 64 bits' },
  { value: 'double', label: 'Double' },
  { value: 'boolean', label: 'Boolean' },
  { value: 'dateTime', label: 'Date and time' },
  { value: 'base64', label: 'Base64' },
  { value: 'nil', label: 'Nil' },
  { value: 'array', label: 'Array' },
  { value: 'struct', label: 'Struct' },
];

export const EXAMPLES: Partial<Record<Kind, string>> = {
  int: '42',
  i8: '9000000000',
  double: '-12.5',
  dateTime: '20260131T14:08:55',
  base64: 'aGVsbG8=',
};

/** Of one with values in it, those; with their names in a struct. */
const inside = (value: XmlRpcValue): { name: string | null; value: XmlRpcValue }[] => {
  if (value.kind === 'array') return value.items.map((item) => ({ name: null, value: item }));
  if (value.kind === 'struct') return value.members;
  return [];
};

/** All values, each behind the one that it is in. */
export function rowsOf(params: readonly XmlRpcValue[]): Row[] {
  const rows: Row[] = [];
  const add = (value: XmlRpcValue, name: string | null, path: Path) => {
    rows.push({ path, value, name, label: path.map((at) => at + 1).join('.') });
    inside(value).forEach((one, at) => add(one.value, one.name, [...path, at]));
  };
  params.forEach((value, at) => add(value, null, [at]));
  return rows;
}

/** With another value at a path. */
export function setAt(params: readonly XmlRpcValue[], path: Path, value: XmlRpcValue): XmlRpcValue[] {
  return edit(params, path, () => [value]);
}

export function removeAt(params: readonly XmlRpcValue[], path: Path): XmlRpcValue[] {
  return edit(params, path, () => []);
}

/** With another name of a member. */
export function renameAt(params: readonly XmlRpcValue[], path: Path, name: string): XmlRpcValue[] {
  const [parent, at] = [path.slice(0, -1), path.at(-1)!];
  return edit(params, parent, (value) => {
    if (value.kind !== 'struct') return [value];
    return [{ ...value, members: value.members.map((one, i) => (i === at ? { ...one, name } : one)) }];
  });
}

/** With one more value in the array or struct at a path. */
export function addTo(params: readonly XmlRpcValue[], path: Path): XmlRpcValue[] {
  const blank: XmlRpcValue = { kind: 'string', value: '' };
  return edit(params, path, (value) => {
    if (value.kind === 'array') return [{ ...value, items: [...value.items, blank] }];
    if (value.kind === 'struct')
      return [{ ...value, members: [...value.members, { name: '', value: blank }] }];
    return [value];
  });
}

/** The same of another type: what was typed stays where it can. */
export function turned(value: XmlRpcValue, kind: Kind): XmlRpcValue {
  const within = inside(value);
  switch (kind) {
    case 'nil':
      return { kind };
    case 'array':
      return { kind, items: within.map((one) => one.value) };
    case 'struct':
      return { kind, members: within.map((one) => ({ name: one.name ?? '', value: one.value })) };
    case 'boolean':
      return { kind, value: 'value' in value && /^(1|true)$/i.test(value.value) ? 'true' : 'false' };
    default:
      return { kind, value: 'value' in value ? value.value : '' };
  }
}

function edit(
  values: readonly XmlRpcValue[],
  [at, ...rest]: Path,
  change: (value: XmlRpcValue) => XmlRpcValue[],
): XmlRpcValue[] {
  return values.flatMap((value, i) => {
    if (i !== at) return [value];
    if (rest.length === 0) return change(value);
    if (value.kind === 'array') return [{ ...value, items: edit(value.items, rest, change) }];
    if (value.kind !== 'struct') return [value];
    const members = value.members.flatMap(
      (member, j) =>
      j === rest[0] ? edit([member.value], [0, ...rest.slice(1)], change).map((of) => ({ ...member, value: of })) : [member], // prettier-ignore
    );
    return [{ ...value, members }];
  });
}
