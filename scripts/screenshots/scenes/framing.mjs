import { once } from 'node:events';
import { createServer } from 'node:net';

/** A device that sends its lines in pieces, and the lens that puts them together. */
export default async function framing({ page, form, row, send, picture }) {
  const server = createServer({ noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const connect = form('Connect');
  await connect.getByRole('textbox', { name: 'Port', exact: true }).fill(String(server.address().port));
  await connect.getByRole('button', { name: 'Connect', exact: true }).click();
  const [socket] = await connected;
  try {
    let reads = 0;
    for (const piece of ['HELLO sensor-7\r\nTEMP 2', '1.', '5\r\n', 'HUM 40\r\nWIND 3\r\nRAIN 0\r\nTE']) {
      socket.write(piece);
      await page
        .getByRole('grid', { name: 'Timeline' })
        .getByRole('row', { name: / in, / })
        .nth(reads++)
        .waitFor();
    }
    await send('GET ALL', 'Text', 'CRLF');
    await row(/out, 9 bytes/).waitFor();
    await page.getByRole('combobox', { name: 'Framing' }).selectOption('Lines');
    await row(/3 reads: TEMP 21\.5/).click();
    await page.keyboard.press('ArrowRight');
    await row(/Row 4/).waitFor();
    await picture('framing');
  } finally {
    socket.destroy();
    server.close();
  }
}
