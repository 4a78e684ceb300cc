import { expect, test } from 'vitest';
import { readImported } from '../../../src/main/tools/http/library/import/read-file.ts';

// What descriptions of APIs have as they are published.

const read = (content: unknown) => readImported('api.json', Buffer.from(JSON.stringify(content)));
const info = { title: 'T', version: '1' };
const string = { type: 'string' };
const list = { type: 'array', items: { type: 'string', enum: ['new', 'sold'] }, example: ['new', 'sold'] };

test('OpenAPI 3: a server without a name, lists, several examples, what is only answered, any type, files', async () => {
  const { requests, variables, notes } = await read({
    openapi: '3.0.3',
    info,
    servers: [{ url: '/api/v3' }, { url: 'https://other.example.com' }],
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sid' } } },
    paths: {
      '/pets': {
        get: {
          summary: 'find',
          security: [{ session: [] }],
          parameters: [
            { name: 'status', in: 'query', required: true, schema: list },
            { name: 'flat', in: 'query', required: true, explode: false, schema: list },
            { name: 'tags', in: 'query', schema: list },
            { name: 'sort', in: 'query', required: true, schema: string, examples: { a: { value: 'name' } } },
          ],
          responses: {},
        },
        post: {
          summary: 'add',
          requestBody: {
            content: {
              '*/*': {
                schema: {
                  type: 'object',
                  properties: {
                    id: { type: 'integer', readOnly: true },
                    name: { ...string, example: 'Rex' },
                  },
                },
              },
            },
          },
          responses: {},
        },
        put: {
          summary: 'change',
          requestBody: {
            content: { 'application/json': { schema: {}, examples: { one: { value: { name: 'Ann' } } } } },
          },
          responses: {},
        },
        patch: {
          summary: 'picture',
          requestBody: {
            content: { 'application/octet-stream': { schema: { ...string, format: 'binary' } } },
          },
          responses: {},
        },
      },
    },
  });
  const of = (name: string) => requests.find(({ request }) => request.name === name)?.request;
  expect(variables).toEqual([{ name: 'baseUrl', value: 'http://localhost/api/v3' }]);
  expect(of('find')).toMatchObject({
    url: '{{baseUrl}}/pets?status=new&status=sold&flat=new%2Csold&sort=name',
    queryOff: [
      { name: 'tags', value: 'new' },
      { name: 'tags', value: 'sold' },
    ],
    headers: [{ name: 'Cookie', value: 'sid={{apiKey}}', on: true }],
  });
  expect(of('add')?.body).toEqual({ kind: 'json', text: '{\n  "name": "Rex"\n}' });
  expect(of('change')?.body).toEqual({ kind: 'json', text: '{\n  "name": "Ann"\n}' });
  expect(of('picture')?.body).toEqual({ kind: 'file', file: null, type: 'application/octet-stream' });
  expect(notes).toEqual([
    'Of several servers the first was taken: the others can be environments with a baseUrl of their own.',
    'The server is not said with its name: change baseUrl, which has localhost.',
  ]);
});

test('Swagger 2: lists in both ways, forms of several parts without a file', async () => {
  const items = { type: 'string', default: 'a' };
  const { requests } = await read({
    swagger: '2.0',
    info,
    host: 'h',
    paths: {
      '/x': {
        post: {
          consumes: ['multipart/form-data'],
          parameters: [
            {
              name: 'm',
              in: 'query',
              required: true,
              type: 'array',
              items,
              default: ['a', 'b'],
              collectionFormat: 'multi',
            },
            { name: 'c', in: 'query', required: true, type: 'array', items, default: ['a', 'b'] },
            { name: 'f', in: 'formData', type: 'string', default: 'v' },
          ],
          responses: {},
        },
      },
    },
  });
  expect(requests[0]?.request).toMatchObject({
    url: '{{baseUrl}}/x?m=a&m=b&c=a%2Cb',
    body: { kind: 'multipart', parts: [{ kind: 'text', name: 'f', value: 'v' }] },
  });
});

test('HAR: bodies as they went over the wire, whatever a program made of their parameters', async () => {
  const entry = (postData: object) => ({
    request: { method: 'POST', url: 'http://h/', headers: [], postData },
  });
  const form = 'application/x-www-form-urlencoded';
  const { requests } = await read({
    log: {
      entries: [
        // Chrome leaves parameters as they are escaped.
        entry({ mimeType: form, text: 'a=b%20c&d=%7B%7Bx%7D%7D', params: [{ name: 'a', value: 'b%20c' }] }),
        entry({ mimeType: form, text: 'a=b+c&d=%7B%7Bx%7D%7D', params: [{ name: 'a', value: 'b+c' }] }),
        entry({ mimeType: form, text: null, params: [{ name: 'a', value: 'b c' }] }),
        entry({ mimeType: form, text: 'Content-Type: x\r\nContent-Length: 3\r\n\r\na=1' }),
        entry({ mimeType: 'application/octet-stream', text: 'AAH/', encoding: 'base64' }),
        entry({ mimeType: 'application/x-ndjson', text: '{"a":1}\n{"a":2}\n' }),
        entry({ mimeType: 'application/json', text: '{"a":"{{x}}"}' }),
      ],
    },
  });
  expect(requests.map(({ request: { body } }) => body)).toEqual([
    { kind: 'text', text: 'a=b%20c&d=%7B%7Bx%7D%7D', type: form },
    {
      kind: 'form',
      fields: [
        { name: 'a', value: 'b c', on: true },
        { name: 'd', value: '\\{{x}}', on: true },
      ],
    },
    { kind: 'form', fields: [{ name: 'a', value: 'b c', on: true }] },
    { kind: 'form', fields: [{ name: 'a', value: '1', on: true }] },
    { kind: 'hex', text: '0001ff', type: 'application/octet-stream' },
    { kind: 'text', text: '{"a":1}\n{"a":2}\n', type: 'application/x-ndjson' },
    { kind: 'json', text: '{"a":"\\{{x}}"}' },
  ]);
});
