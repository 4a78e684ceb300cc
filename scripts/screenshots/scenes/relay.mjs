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
  await form('Faults').getByRole('button', { name: 'Apply', exact: true }).click();
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

  // TLS ends here and begins anew, to a target that is not trusted yet.
  await tool('TCP');
  const listen = form('Listen');
  await listen.getByRole('textbox', { name: 'Port', exact: true }).fill('0');
  await listen.getByRole('combobox', { name: 'TLS' }).selectOption('From the start');
  await button('Start listening').click();
  const where = await listen.getByText(/^127\.0\.0\.1:\d+$/).innerText();
  await tool('Relay');
  await button('New relay').click();
  const field = (label) => form('Relay').getByRole('textbox', { name: label, exact: true });
  await field('Listen port').fill('0');
  await field('Target port').fill(where.split(':').at(-1));
  await form('Relay').getByRole('combobox', { name: 'TLS' }).selectOption('End here, TLS to the target');
  await button('TLS settings…').click();
  await page.getByRole('dialog', { name: 'TLS to the target' }).waitFor();
  await button('Done').click();
  await button('Start relay').click();
  await button('Stop relay').waitFor();
  await button('Connect to it').click();
  await page.getByText('reset by the peer').first().waitFor();
  await tool('Relay');
  await page
    .getByRole('list', { name: 'Sessions' })
    .getByRole('listitem')
    .filter({ hasText: /^from / })
    .last()
    .click();
  await page.getByRole('region', { name: 'The chain that was shown' }).waitFor();
  await picture('relay-refused');
  await button('Trust this certificate for the next clients').click();
  await page.getByText(/^The relay trusts/).waitFor();
  await button('Connect to it').click();
  await row(/TLS 1.3 is on/).waitFor();
  await send('through both', 'Text', 'CRLF');
  await tool('Relay');
  await page
    .getByRole('list', { name: 'Sessions' })
    .getByRole('listitem')
    .filter({ hasText: /^from / })
    .last()
    .click();
  await row(/ in, 14 bytes/).click();
  await picture('relay-tls');
}
