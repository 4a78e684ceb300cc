/** A WebSocket to an echo served here: its messages, a ping, and the bytes of one message. */
export default async function webSocket({ page, tool, form, button, compose, picture }) {
  await tool('HTTP');
  const serve = form('Serve');
  await serve.getByRole('combobox', { name: 'What', exact: true }).selectOption('WebSocket echo');
  await serve.getByRole('textbox', { name: 'Port', exact: true }).fill('0');
  await button('Start server').click();
  await serve.getByRole('button', { name: 'Request it', exact: true }).click();
  await button('Connect').click();
  const row = (name) => page.getByRole('grid', { name: 'Timeline' }).getByRole('row', { name });
  await row(/101 Switching Protocols/).waitFor();
  const send = async (encoding, text, back) => {
    await compose.getByRole('combobox', { name: 'Encoding' }).selectOption(encoding);
    await compose.getByRole('textbox', { name: 'Message' }).fill(text);
    await compose.getByRole('button', { name: 'Send', exact: true }).click();
    await row(back).waitFor();
  };
  await send('Text', '{"subscribe":"prices"}', /in: Text: .*prices/);
  await send('Hex', '00 01 ff', /in: Binary: 00 01 ff/);
  await button('Ping').click();
  await row(/in: Pong/).waitFor();
  await row(/out: Binary/).click();
  await picture('http-websocket');
}
