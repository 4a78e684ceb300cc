/** A frame with a checksum in the composer, saved beside it, and a sequence that passed and one that failed. */
export default async function messages({ page, form, button, row, picture }) {
  const compose = form('Compose');
  const dialog = page.getByRole('dialog');
  const save = async () => {
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const choose = async (menu, item) => {
    await button(menu).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const keep = async (name, key) => {
    await page.keyboard.press('Control+s');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    if (key) await dialog.getByRole('combobox', { name: 'Key' }).selectOption(key);
    await save();
  };
  /** A step that sends a saved message, and one that waits for hex. */
  const sequence = async (name, expected) => {
    await choose('New', 'New sequence…');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await choose('Add a step', 'Send');
    await dialog.getByRole('combobox', { name: 'What' }).first().selectOption({ label: 'Read registers' });
    await choose('Add a step', 'Wait for');
    await dialog.getByRole('combobox', { name: 'What' }).nth(1).selectOption({ label: 'Hex' });
    await dialog.getByRole('textbox', { name: 'Expected' }).fill(expected);
    await dialog.getByRole('textbox', { name: 'Within, in milliseconds' }).fill('200');
  };
  const run = async (name, outcome) => {
    await button(`Run ${name}`).click();
    await page
      .getByRole('region', { name: `Run of ${name}` })
      .getByText(outcome, { exact: true })
      .waitFor();
  };

  await button('Start an echo server and connect to it').click();
  await row(/connect/).waitFor();
  await compose.getByRole('combobox', { name: 'Encoding' }).selectOption('Hex');
  await compose.getByRole('textbox', { name: 'Message' }).fill('01 06 00 01 00 03 {{crc16-modbus:le}}');
  await compose.getByRole('checkbox', { name: 'Template' }).check();
  await keep('Write a register', 'F7');
  await compose.getByRole('textbox', { name: 'Message' }).fill('01 03 00 00 00 0a {{crc16-modbus:le}}');
  await keep('Read registers', 'F6');
  await page.keyboard.press('F6');
  await row(/in, 8 bytes/).waitFor();
  await sequence('Answers', '0a c5 cd');
  await choose('Add a step', 'Expect nothing');
  await dialog.getByRole('textbox', { name: 'For, in milliseconds' }).fill('50');
  await picture('sequence');
  await save();
  await run('Answers', 'Passed');
  await sequence('Answers another way', '0a c5 ce');
  await save();
  await run('Answers another way', 'Failed');
  await picture('messages');
}
