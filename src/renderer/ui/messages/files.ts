import { getClient } from '../../bridge/connection.ts';
import { MOST_FILE, withFile } from '../../bridge/upload.ts';
import { announce } from '../announce.ts';
import { formatBytes } from '../format.ts';
import { told, usePanelNews } from './library.ts';

/** Adds what a file of ours, or of Packet Sender, holds. */
export async function importFile(file: File): Promise<void> {
  await told(async () => {
    if (file.size > MOST_FILE) {
      const failure = {
        code: 'TOO_MUCH',
        message: `${file.name} has ${formatBytes(file.size)}; a file of messages can have at most ${formatBytes(MOST_FILE)}.`,
        hint: 'Nothing was changed.',
        mends: [],
      };
      usePanelNews.setState({ failure });
      return announce(failure.message);
    }
    const { added, format, notes } = await withFile(file, (bytes) =>
      getClient().messages.import({ name: file.name, ...bytes }),
    );
    const from = format === 'packet-sender' ? ' of Packet Sender' : '';
    const text = [`Imported ${added} ${added === 1 ? 'message' : 'messages'}${from}.`, ...notes].join(' ');
    usePanelNews.setState({ text });
    announce(text);
  });
}

/** Saves all there is, or some of it, as a file. */
export async function saveExport(ids?: string[]): Promise<void> {
  await told(async () => {
    const saved = await getClient().messages.export(ids ? { ids } : {});
    if (saved.kind === 'cancelled') return;
    if (saved.kind === 'download') {
      const link = document.createElement('a');
      link.href = saved.url;
      link.download = '';
      link.click();
    }
    usePanelNews.setState({
      text: saved.kind === 'saved' ? `Saved as ${saved.path}.` : 'Saved to the downloads.',
    });
  });
}
