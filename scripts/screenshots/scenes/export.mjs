/** A conversation is exported, and opened again under Captures. */
export default async function exportScene({ page, form, button, row, send, tool, folder, picture }) {
  await form('Listen').getByRole('textbox', { name: 'Port' }).fill('0');
  await button('Start listening').click();
  await button('Connect to it').click();
  await row(/connect/).waitFor();
  await form('Listen').getByRole('combobox', { name: 'Respond' }).selectOption('Upper-case');
  await send('Hello, server!', 'Text', 'CRLF');
  await row(/HELLO, SERVER!/).waitFor();
  await send('What is the time?', 'Text', 'CRLF');
  await row(/WHAT IS THE TIME/).waitFor();
  const session = page.getByRole('region', { name: 'Session', exact: true });
  await session.getByRole('button', { name: 'Close', exact: true }).click();
  await row(/close/).waitFor();

  await session.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByText(/rows, about/).waitFor();
  await picture('export');

  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const file = `${folder}/conversation.pcapng`;
  await (await download).saveAs(file);
  await dialog.getByText(/^Downloaded/).waitFor();
  await dialog.getByRole('button', { name: 'Done', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });

  await tool('Captures');
  const chooser = page.waitForEvent('filechooser');
  await button('Open a capture…').click();
  await (await chooser).setFiles(file);
  await page.getByRole('list', { name: 'Opened files' }).waitFor();
  await row(/HELLO, SERVER!/).click();
  await picture('captures');
}
