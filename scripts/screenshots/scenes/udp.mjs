/** Sockets that send to each other: datagrams of several peers, and the groups that one of them hears. */
export default async function udp({ page, tool, form, button, row, send, picture }) {
  await tool('UDP');
  await button('Bind two sockets that answer each other').waitFor();
  const bind = form('Bind');
  await bind.getByLabel('Address', { exact: true }).fill('0.0.0.0');
  await bind.getByRole('textbox', { name: 'Port' }).fill('0');
  await bind.getByRole('combobox', { name: 'Respond' }).selectOption('Upper-case');
  await button('Bind').click();
  const first = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').first();
  for (const messages of [
    ['hello', 'who is there?'],
    ['temperature 21.4', 'humidity 40'],
  ]) {
    await button('New socket that sends to it').click();
    for (const message of messages) {
      await send(message);
      await row(new RegExp(`in from .*${message.slice(0, 5).toUpperCase()}`)).waitFor();
    }
    await first.click();
    await row(new RegExp(`in from .*${messages[1].slice(0, 5)}`)).waitFor();
  }
  await row(/in from .*temperature/).click();
  await picture('udp');

  await button('Multicast').click();
  await form('Join a group').getByRole('combobox', { name: 'Interface' }).selectOption({ index: 1 });
  await button('Join').click();
  await page.getByRole('list', { name: 'Groups' }).waitFor();
  await page.getByRole('combobox', { name: 'Peer' }).selectOption({ index: 2 });
  await picture('udp-multicast');
}
