import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A request with its answer, where the time went, its bytes, a comparison, a collection, many requests, a server. */
export default async function http({ page, tool, form, button, folder, picture }) {
  const api = await startApi();
  const { port } = api.address();
  const request = form('Request');
  const url = request.getByRole('textbox', { name: 'URL', exact: true });
  const status = page.getByRole('group', { name: 'Status', exact: true });
  const tab = (name) => page.getByRole('tab', { name, exact: true }).last();
  const send = async (to, code = '200 OK') => {
    if (to) await url.fill(to);
    await request.getByRole('button', { name: 'Send', exact: true }).click();
    await status.getByText(code, { exact: true }).waitFor();
    await request.getByRole('button', { name: 'Send', exact: true }).waitFor();
  };
  try {
    await tool('HTTP');
    await send(`localhost:${port}/old?page=1&sort=name`);
    await tab('Pretty').click();
    await page.getByText('"Ann Lee"').waitFor();
    await picture('http');
    await tab('Timing').click();
    await picture('http-timing');
    await send(`localhost:${port}/users?page=2`);
    await tab('Wire').click();
    await page.getByRole('grid', { name: 'Timeline' }).getByRole('row', { name: /out/ }).first().click();
    await page.getByRole('combobox', { name: 'View', exact: true }).selectOption('Hex');
    await picture('http-wire');
    await tab('Pretty').click();
    await button('Compare').click();
    await page.getByRole('region', { name: 'Bodies' }).waitFor();
    await picture('http-compare');
    await button('Close comparison').click();

    await keep(join(folder, 'Shop'), port);
    await button('Open a folder').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'Shop'));
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Add a user', { exact: true }).first().click();
    await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'Local' });
    await request.getByRole('tab', { name: 'Body', exact: true }).click();
    await send(null, '201 Created');
    await tab(/^Expectations/).click();
    await picture('http-collection');

    await page.getByText('List users', { exact: true }).first().click();
    await button('Many…').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('dialog').getByText('· Done').waitFor();
    await picture('http-many');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Close/ })
      .first()
      .click();

    await serve({ page, form, button, picture });
  } finally {
    api.closeAllConnections();
    api.close();
  }
}

/** The inspector, what two programs asked it, and the bytes of one request. */
async function serve({ page, form, button, picture }) {
  await form('Serve').getByRole('textbox', { name: 'Port', exact: true }).fill('0');
  await button('Start server').click();
  await button('Stop server').waitFor();
  const address = await form('Serve')
    .getByText(/^http:\/\/127/)
    .innerText();
  for (const [path, init] of [
    ['', {}],
    ['robots.txt', { headers: { accept: 'text/plain' } }],
    ['orders?state=open', {}],
    [
      'orders',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"item": 7, "count": 2}' },
    ],
    ['orders/7', { method: 'DELETE' }],
  ])
    await (await fetch(address + path, init)).text();
  const row = page.getByRole('row', { name: /POST/ });
  await row.click();
  await page.getByText('POST /orders HTTP/1.1').waitFor();
  await page.getByText('HTTP/1.1 200 OK').waitFor();
  await picture('http-server');
}

const NAMES = ['Ann Lee', 'Béla Nagy', 'Chen Wei', 'Dörte Groß', 'Eva Novak', 'Femi Ade'];

/** A small server with something to look at. It takes its time, so that there is some to be shown. */
function startApi() {
  const users = (from) =>
    NAMES.map((name, n) => ({
      id: from + n,
      name,
      email: `${name.split(' ')[0].toLowerCase()}@example.com`,
      active: (from + n) % 3 !== 0,
      roles: n % 2 ? ['editor'] : ['admin', 'editor'],
    }));
  const server = createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url, 'http://localhost');
    const json = (code, value) => {
      const body = gzipSync(JSON.stringify(value));
      const headers = {
        'Content-Type': 'application/json',
        'Content-Encoding': 'gzip',
        'Content-Length': body.length,
      };
      answer.writeHead(code, headers).end(body);
    };
    asked.resume();
    if (pathname === '/old')
      setTimeout(() => answer.writeHead(302, { Location: `/users${new URL(asked.url, 'http://localhost').search}` }).end(), 18); // prettier-ignore
    else if (asked.method === 'POST')
      setTimeout(() => json(201, { id: 13, name: 'Gita Rao', created: true }), 12);
    else {
      const page = Number(searchParams.get('page') ?? 1);
      // A tenth of the answers is late, as from a store that is asked.
      const late = pathname === '/users' && searchParams.has('many') ? (Math.random() < 0.1 ? 60 : 12) : 34;
      setTimeout(() => json(200, { page, total: 12, users: users(page * 6 - 5) }), late);
    }
  });
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve(server)));
}

/** A collection as somebody keeps it: folders, requests, and an environment. */
async function keep(at, port) {
  const files = {
    'environments/Local.yaml': `variables:\n  base: http://localhost:${port}\nsecrets:\n  - token\n`,
    'environments/Production.yaml': 'variables:\n  base: https://api.example.com\nsecrets:\n  - token\n',
    'Users/List users.request.yaml': `method: GET\nurl: '{{base}}/users?many=1'\n`,
    'Users/Add a user.request.yaml': [
      'method: POST',
      `url: '{{base}}/users'`,
      'headers:',
      '  - name: Accept',
      '    value: application/json',
      'body:',
      '  kind: json',
      '  text: |',
      '    {',
      '      "name": "Gita Rao",',
      '      "roles": ["editor"]',
      '    }',
      'expectations:',
      '  - kind: status',
      `    value: '201'`,
      '  - kind: json',
      '    path: $.name',
      '    how: equals',
      '    value: Gita Rao',
      '  - kind: time',
      '    atMost: 500',
      '',
    ].join('\n'),
    'Users/Remove a user.request.yaml': `method: DELETE\nurl: '{{base}}/users/7'\n`,
    'Orders/Open orders.request.yaml': `method: GET\nurl: '{{base}}/orders?state=open'\n`,
    'Orders/Cancel an order.request.yaml': `method: PATCH\nurl: '{{base}}/orders/7'\n`,
    'Health.request.yaml': `method: HEAD\nurl: '{{base}}/'\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(at, path, '..'), { recursive: true });
    writeFileSync(join(at, path), text);
  }
}
