import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { suggestFolder } from '../../src/renderer/tools/transfer/actions.ts';
import { RECEIVE_DEFAULTS } from '../../src/renderer/tools/transfer/forms.ts';
import { editReceive, useTransfer } from '../../src/renderer/tools/transfer/store.ts';

const places = vi.hoisted(() => ({ say: (_folder: string): void => undefined }));
vi.mock('../../src/renderer/bridge/connection.ts', () => ({
  getClient: () => ({
    files: { places: () => new Promise((say) => (places.say = (downloads) => say({ downloads }))) },
  }),
  onOpen: () => undefined,
}));

/** The control that has the keyboard; it leaves it by `blur`. */
let focused: (EventTarget & { closest(): unknown }) | null = null;
const folder = () => useTransfer.getState().receiveForm.folder;

beforeEach(() => {
  focused = null;
  vi.stubGlobal('document', {
    get activeElement() {
      return focused;
    },
  });
  useTransfer.setState({ receiveForm: RECEIVE_DEFAULTS });
});
afterEach(() => vi.unstubAllGlobals());

test('the folder of the host stands in an empty field', async () => {
  const suggested = suggestFolder();
  places.say('/downloads');
  await suggested;
  expect(folder()).toBe('/downloads');
});

test.each<[string, readonly string[]]>([
  ['is typed', ['/mine']],
  // An empty field that somebody has just cleared is theirs, too.
  ['is typed and taken back', ['/', '']],
])('what %s before the host has answered stays', async (_what, typed) => {
  const suggested = suggestFolder();
  for (const text of typed) editReceive({ folder: text });
  places.say('/downloads');
  await suggested;
  expect(folder()).toBe(typed.at(-1));
});

test('a field that has the keyboard gets it when it is left as it was', async () => {
  for (const typed of ['', '/mine']) {
    useTransfer.setState({ receiveForm: RECEIVE_DEFAULTS });
    focused = Object.assign(new EventTarget(), { closest: () => true });
    const suggested = suggestFolder();
    places.say('/downloads');
    await suggested;
    expect(folder()).toBe('');
    if (typed !== '') editReceive({ folder: typed });
    focused.dispatchEvent(new Event('blur'));
    expect(folder()).toBe(typed === '' ? '/downloads' : typed);
  }
});
