/** The main states of the window: the first run, a conversation, two ends, the palette, a failure. */
export default async function tcp({ page, form, button, row, send, picture }) {
  const listen = form('Listen');

  await button('Start an echo server and connect to it').waitFor();
  await picture('first-run');

  await listen.getByRole('textbox', { name: 'Port' }).fill('0');
  await button('Start listening').click();
  await button('Connect to it').click();
  await row(/connect/).waitFor();
  await listen.getByRole('combobox', { name: 'Respond' }).selectOption('Upper-case');
  await send('Hello, server!', 'Text', 'CRLF');
  await row(/HELLO, SERVER!/).waitFor();
  await send('48 65 0a', 'Hex');
  await row(/in, 3 bytes/).waitFor();
  await listen.getByRole('combobox', { name: 'Respond' }).selectOption('Prefix');
  await send('GET /status HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n');
  await row(/Received: GET/).waitFor();
  await row(/HELLO, SERVER!/).click();
  await page.getByRole('group', { name: 'Hex dump' }).click({ position: { x: 80, y: 10 } });
  await picture('conversation');

  await button('Two ends').click();
  await page.getByRole('grid', { name: 'Two ends' }).waitFor();
  await picture('two-ends');
  await button('Two ends').first().click();

  await page.keyboard.press('Control+k');
  await page.getByRole('listbox', { name: 'Commands' }).waitFor();
  await picture('palette');
  await page.keyboard.press('Escape');
  await page.getByRole('listbox', { name: 'Commands' }).waitFor({ state: 'detached' });

  await button('New connection').click();
  await form('Connect').getByRole('textbox', { name: 'Port' }).fill('9');
  await button('Connect').click();
  await page
    .getByText(/nothing listens on port 9/)
    .first()
    .waitFor();
  await picture('failure');
}
