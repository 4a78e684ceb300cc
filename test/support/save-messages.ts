/** Saves messages in the data folder as a bench of its own would: `node save-messages.js <folder> <who> <count>`. */
import { MessageLibrary } from '../../src/main/bench/messages/library.ts';
import { PLAIN } from '../../src/contract/payload/message.ts';

const [folder = '', who = '', count = ''] = process.argv.slice(2);
const library = await MessageLibrary.open(folder);
for (let n = 1; n <= Number(count); n++) {
  const spec = { ...PLAIN, text: `${n}` };
  await library.put({
    kind: 'message',
    id: 'new',
    folder: null,
    name: `${who} ${n}`,
    key: null,
    target: '',
    spec,
  });
}
await library.close();
