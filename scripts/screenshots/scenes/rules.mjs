/** Rules: the dialog with a rule that is tried, and the listener that counts what they did. */
export default async function rules({ page, form, button, row, send, picture }) {
  const listen = form('Listen');
  await listen.getByRole('textbox', { name: 'Port' }).fill('0');
  await button('Start listening').click();
  await button('Connect to it').waitFor();
  await listen.getByRole('combobox', { name: 'Respond' }).selectOption('Rules…');
  const dialog = page.getByRole('dialog', { name: 'Rules', exact: true });
  const field = (name) => dialog.getByRole('textbox', { name, exact: true });
  const select = (name) => dialog.getByRole('combobox', { name, exact: true });
  await field('Name of the set').fill('A small mail server');
  await select('A message is').selectOption('Lines');
  await field('Name').fill('Hello');
  await field('Expression').fill('^HELO (\\S+)');
  await field('Answer 1').fill('250 Good day, $1\\r\\n');
  const add = async (name, text, answer, then) => {
    await dialog.getByRole('button', { name: 'Add rule' }).click();
    await field('Name').fill(name);
    await select('Match').selectOption('Starts with');
    await field('Text').fill(text);
    await field('Answer 1').fill(answer);
    if (then) await select('Then').selectOption(then);
  };
  await add('Mail', 'MAIL FROM:', '250 OK\\r\\n');
  await add('Bye', 'QUIT', '221 Bye\\r\\n', 'Close it');
  await dialog
    .getByRole('list', { name: 'Rules in order' })
    .getByRole('button', { name: /^Hello/ })
    .click();
  await field('Try a message').fill('HELO ada.example\\r\\nMAIL FROM:<ada@example>\\r\\n');
  await dialog.getByText('Good day, ada.example').waitFor();
  await picture('rules');
  await button('Save and use').click();
  await dialog.waitFor({ state: 'detached' });
  await button('Connect to it').click();
  await row(/connect/).waitFor();
  await send('HELO ada.example', 'Text', 'CRLF');
  await row(/Good day/).waitFor();
  await page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').first().click();
  await page.getByRole('region', { name: 'Rules in use' }).waitFor();
  await picture('rules-in-use');
}
