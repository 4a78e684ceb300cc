import { expect, test } from 'vitest';
import { readImported } from '../../../src/main/tools/http/library/import/read-file.ts';

// What collections of Postman have as they are published: both formats, and what years of versions left in them.

const read = (content: unknown) => readImported('c.json', Buffer.from(JSON.stringify(content)));
const schema = (version: string) =>
  `https://schema.getpostman.com/json/collection/v${version}/collection.json`;
const on = (name: string, value: string) => ({ name, value, on: true });
const item = (name: string, request: object, more: object = {}) => ({
  name,
  ...more,
  request: { method: 'POST', url: 'http://h/', ...request },
});

test('2.0: auth as an object, URLs as texts, deep folders that inherit', async () => {
  const { requests, variables, notes } = await read({
    variables: [],
    info: { name: 'Old', schema: schema('2.0.0') },
    variable: [
      { id: 'base', value: 'http://h', type: 'string' },
      { key: 'n', value: 1 },
    ],
    auth: { type: 'bearer', bearer: { token: '{{t}}' } },
    item: [
      {
        name: 'A',
        item: [
          {
            name: 'B',
            auth: { type: 'basic', basic: { username: 'me', password: 'pw', showPassword: false } },
            item: [
              { name: 'C', item: [item('deep', { url: '{{base}}/x' })] },
              item('digest', {
                auth: { type: 'digest', digest: { username: 'd', password: 'p', nonce: 'x' } },
              }),
              item('none', { auth: { type: 'noauth' } }),
              item('oauth', {
                auth: { type: 'oauth2', oauth2: { accessToken: '{{access}}', addTokenTo: 'header' } },
              }),
            ],
          },
        ],
      },
      item('top', {}),
    ],
  });
  expect(requests.map(({ folders, request: { name, auth } }) => [folders.join('/'), name, auth])).toEqual([
    ['A/B/C', 'deep', { kind: 'basic', user: 'me', password: 'pw' }],
    ['A/B', 'digest', { kind: 'digest', user: 'd', password: 'p' }],
    ['A/B', 'none', { kind: 'none' }],
    ['A/B', 'oauth', { kind: 'bearer', token: '{{access}}' }],
    ['', 'top', { kind: 'bearer', token: '{{t}}' }],
  ]);
  expect(variables).toEqual([
    { name: 'base', value: 'http://h' },
    { name: 'n', value: '1' },
  ]);
  expect(notes).toEqual(['Of OAuth 2 the token was taken over: it is not renewed here.']);
});

test('bodies are sent as Postman sends them', async () => {
  const raw = { mode: 'raw', raw: '{"a": {{id}}}' };
  const json = [{ key: 'Content-Type', value: 'application/json' }];
  const { requests, notes } = await read({
    info: { name: 'Bodies', schema: schema('2.1.0') },
    item: [
      item('by header', { header: json, body: raw }),
      item('by none', { body: raw }),
      item('by another', {
        header: [{ key: 'content-type', value: 'text/csv' }],
        body: { mode: 'raw', raw: 'a,b' },
      }),
      item('by language', { body: { ...raw, options: { raw: { language: 'json' } } } }),
      item('empty', { method: 'GET', body: { mode: 'formdata', formdata: [] } }),
      item('pruned', { method: 'GET', body: raw }),
      item(
        'kept',
        { method: 'GET', header: json, body: raw },
        { protocolProfileBehavior: { disableBodyPruning: true } },
      ),
      item('question', { body: { mode: 'graphql', graphql: { query: '{ a }', variables: '' } } }),
      item('id', {
        header: [{ key: 'X-Id', value: '{{$guid}}' }],
        body: { mode: 'raw', raw: '{{my name}}' },
      }),
    ],
  });
  expect(requests.map(({ request: { body, headers } }) => [body, headers.length])).toEqual([
    [{ kind: 'json', text: '{"a": {{id}}}' }, 1],
    [{ kind: 'text', text: '{"a": {{id}}}', type: 'text/plain' }, 0],
    [{ kind: 'text', text: 'a,b', type: '' }, 1],
    [{ kind: 'json', text: '{"a": {{id}}}' }, 0],
    [{ kind: 'none' }, 0],
    [{ kind: 'none' }, 0],
    [{ kind: 'json', text: '{"a": {{id}}}' }, 1],
    [{ kind: 'json', text: '{"query":"{ a }"}' }, 0],
    [{ kind: 'text', text: '{{my name}}', type: 'text/plain' }, 1],
  ]);
  expect(requests[2]?.request.headers).toEqual([on('content-type', 'text/csv')]);
  expect(notes.toSorted()).toEqual([
    'Bodies of GET and HEAD were left out: Postman does not send them either.',
    '{{$guid}} is a new value each time elsewhere; here it is sent as it stands: write a value instead.',
    '{{my name}} is no name of a variable here, and is sent as it stands: give it one without spaces.',
  ]);
});
