// A run of a collection: requests that passed, one that was not answered as expected, and what was found instead.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { dirname, join } from 'node:path';

const json = (response, status, value) => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
};

const ANSWERS = {
  'POST /session': (response) => json(response, 201, { user: 'ann' }),
  'GET /users': (response) => json(response, 200, [{ id: 7, name: 'Ann' }]),
  'GET /users/7': (response) => json(response, 200, { id: 7, name: 'Ann', mail: 'ann@example.org' }),
  'PUT /users/7': (response) => json(response, 409, { error: 'It was changed meanwhile.' }),
  'GET /orders': (response) => json(response, 200, { items: [], total: 0 }),
  'GET /health': (response) => response.end('ok'),
};

const status = (value) => `  - kind: status\n    value: '${value}'\n`;
const FILES = {
  'Sign in': ['POST', '/session', status(201)],
  'Orders/List orders': [
    'GET',
    '/orders',
    `${status(200)}  - kind: json\n    path: $.total\n    how: equals\n    value: '0'\n`,
  ],
  'Users/Change a user': [
    'PUT',
    '/users/7',
    `${status('2xx')}  - kind: json\n    path: $.name\n    how: equals\n    value: Ann\n`,
  ],
  'Users/List users': [
    'GET',
    '/users',
    `${status(200)}  - kind: json\n    path: $[0].name\n    how: exists\n`,
  ],
  'Users/One user': [
    'GET',
    '/users/7',
    `${status(200)}  - kind: header\n    name: Content-Type\n    how: contains\n    value: json\n`,
  ],
  Health: ['GET', '/health', ''],
};

export default async function play({ page, folder, tool, button, picture }) {
  const server = createServer((request, response) => ANSWERS[`${request.method} ${request.url}`]?.(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collection = join(folder, 'shop');
  for (const [name, [method, path, expectations]] of Object.entries(FILES)) {
    const file = join(collection, `${name}.request.yaml`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `method: ${method}\nurl: '{{base}}${path}'\n${expectations ? `expectations:\n${expectations}` : ''}`,
    );
  }
  mkdirSync(join(collection, 'environments'));
  writeFileSync(
    join(collection, 'environments/local.yaml'),
    `variables:\n  base: http://127.0.0.1:${server.address().port}\n`,
  );
  await tool('HTTP');
  await button('Open a folder').click();
  await page.getByRole('textbox', { name: 'Folder', exact: true }).fill(collection);
  await button('Open').click();
  const root = page.getByRole('list', { name: 'Requests in collections' }).getByRole('listitem').first();
  await root.hover();
  await button('Actions for shop').click();
  await page.getByRole('menuitem', { name: 'Run…', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Run with expectations' });
  await dialog.getByRole('combobox', { name: 'Environment', exact: true }).selectOption('local');
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await dialog.getByRole('status').filter({ hasText: 'Failed' }).waitFor();
  await dialog.getByRole('row', { name: /^Change a user/ }).click();
  await dialog.getByRole('region', { name: 'Request of the run' }).waitFor();
  await picture('http-run', dialog);
  server.closeAllConnections();
  server.close();
}
