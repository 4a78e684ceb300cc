/** A listener and a client that speak TLS, what is known of it, and a certificate that is not accepted. */
export default async function tls({ page, form, button, row, send, picture }) {
  const listen = form('Listen');
  const connect = form('Connect');

  await listen.getByRole('textbox', { name: 'Port' }).fill('0');
  await listen.getByRole('combobox', { name: 'TLS' }).selectOption('From the start');
  await listen.getByRole('combobox', { name: 'Respond' }).selectOption('Upper-case');
  await button('Start listening').click();
  await button('Connect to it').waitFor();
  await picture('tls-listener');
  await button('Connect to it').click();
  await row(/TLS 1.3 is on/).waitFor();
  await send('Hello, server!', 'Text', 'CRLF');
  await row(/HELLO, SERVER!/).waitFor();
  await picture('tls-session');
  await button('Inside TLS 1.3').click();
  await page.getByText('Verified: the certificate').waitFor();
  await picture('tls');
  await button('Close security').click();

  // The same listener for a stranger, who does not know its certificate.
  await button('New connection').click();
  await button('Connect', connect).click();
  await page
    .getByText(/was not accepted/)
    .first()
    .waitFor();
  await picture('tls-refused');
}
