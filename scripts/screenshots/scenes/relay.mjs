/** A relay between a client and a listener of the bench, which delays, splits and damages what passes. */
export default async function relay({ page, form, button, row, send, tool, picture }) {
  const faults = (group, label) =>
    page.getByRole('group', { name: group, exact: true }).getByRole('textbox', { name: label, exact: true });

  await tool('Relay');
  await button('Put a relay before an echo server').click();
  await button('Stop relay').waitFor();
  const port = /:(\d+) →/.exec(await form('Relay').innerText())?.[1] ?? '';
  await faults('Client to target', 'Delay, ms').fill('200');
  await faults('Client to target', 'Split into pieces, B').fill('8');
  // Long enough for each piece to be read by itself on a busy machine, too.
  await faults('Client to target', 'Gap between pieces, ms').fill('50');
  await faults('Target to client', 'Flip a bit every, B').fill('20');
  await button('Apply').click();
  await page.getByText('3 faults on').first().waitFor();
  await picture('relay-faults');

  await tool('TCP');
  await form('Connect').getByRole('textbox', { name: 'Port', exact: true }).fill(port);
  await button('Connect').click();
  await row(/connect: Connected to/).waitFor();
  await send('GET /status HTTP/1.1', 'Text', 'CRLF');
  await page
    .getByRole('grid', { name: 'Timeline' })
    .getByRole('row', { name: /in, \d+ bytes/ })
    .nth(2)
    .waitFor();
  await tool('Relay');
  await row(/fault: Target to client: flipped/).waitFor();
  await row(/in, 22 bytes/).click();
  await picture('relay');
}
