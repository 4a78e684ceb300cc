import { provideBytes } from '../../../bridge/byte-sources.ts';
import { getClient } from '../../../bridge/connection.ts';

export type BodyForm = 'decoded' | 'raw';

const SCHEME = 'answer';

/** The body of an answer as the views of bytes name it. */
export const bodyStream = (exchange: string, form: BodyForm): string => `${SCHEME}:${form}:${exchange}`;

function parts(name: string): { form: BodyForm; exchange: string } {
  const at = name.indexOf(':');
  return { form: name.slice(0, at) === 'raw' ? 'raw' : 'decoded', exchange: name.slice(at + 1) };
}

provideBytes(SCHEME, {
  async read(name, from, length, signal) {
    if (length === 0) return new Blob([]);
    return (await getClient().http.body({ ...parts(name), from, length }, { signal })).bytes;
  },
  async find(name, what, signal) {
    const { exchange } = parts(name);
    return (await getClient().httpView.findBytes({ exchange, ...what }, { signal })).offset;
  },
});
