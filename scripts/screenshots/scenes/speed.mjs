/** A speed test through a relay that lets little through. */
export default async function speed({ page, tool, form, button, folder, picture }) {
  const field = (of, label) => form(of).getByRole('textbox', { name: label, exact: true });
  await tool('File transfer');
  await button('Speed test…').click();
  await field('Measure', 'Folder on this machine’s disk').fill(folder);
  await field('Answer', 'Port').fill('0');
  await button('Start answering').click();
  const where = await form('Answer')
    .getByText(/^Answers on 127\.0\.0\.1:\d+/)
    .innerText();
  await button('Close the speed test').click();

  await tool('Relay');
  await field('Relay', 'Listen port').fill('0');
  await field('Relay', 'Target port').fill(/:(\d+)/.exec(where)[1]);
  await button('Start relay').click();
  await button('Stop relay').waitFor();
  const through = /:(\d+) →/.exec(await form('Relay').innerText())[1];
  const lane = form('Faults').getByRole('group', { name: 'Client to target', exact: true });
  await lane.getByRole('textbox', { name: 'Rate limit, B/s', exact: true }).fill('12500000');
  await form('Faults').getByRole('button', { name: 'Apply', exact: true }).click();
  await page.getByText('1 fault on').first().waitFor();

  await tool('File transfer');
  await button('Speed test…').click();
  await field('Measure', 'Port').fill(through);
  await field('Measure', 'Seconds for each').fill('2');
  await button('Measure').click();
  await page.getByText(/^Measured to /).waitFor();
  await picture('speed-test');
}
