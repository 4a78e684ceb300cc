import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { collectionFolder, GET, TOP } from '../../support/opencollection.ts';

// Each kind of body that a request of OpenCollection can have.

const { collection, folder } = collectionFolder();
const on = (name: string, value: string) => ({ name, value, on: true });
const off = (name: string, value: string) => ({ name, value, on: false });

const bodies: [string, string, unknown][] = [
  ['json', 'type: json\ndata: |-\n  {"a": 1}', { kind: 'json', text: '{"a": 1}' }],
  ['xml', 'type: xml\ndata: <a/>', { kind: 'text', text: '<a/>', type: 'application/xml' }],
  ['text', 'type: text\ndata: x', { kind: 'text', text: 'x', type: 'text/plain' }],
  ['a number', 'type: text\ndata: 0123', { kind: 'text', text: '0123', type: 'text/plain' }],
  [
    'a form',
    'type: form-urlencoded\ndata: [{name: a, value: b c}, {name: off, value: 1, disabled: true}]',
    { kind: 'form', fields: [on('a', 'b c'), off('off', '1')] },
  ],
  [
    'a multipart form',
    'type: multipart-form\ndata:\n  - {name: t, type: text, value: x, contentType: text/x}\n  - {name: f, type: file, value: [a/1.png, /tmp/2.png]}\n  - {name: old, value: "@file(b.txt)"}',
    {
      kind: 'multipart',
      parts: [
        { kind: 'text', name: 't', value: 'x', on: true, type: 'text/x' },
        {
          kind: 'file',
          name: 'f',
          on: true,
          type: '',
          fileName: '',
          file: { kind: 'path', path: 'FOLDER/a/1.png' },
        },
        {
          kind: 'file',
          name: 'f',
          on: true,
          type: '',
          fileName: '',
          file: { kind: 'path', path: '/tmp/2.png' },
        },
        {
          kind: 'file',
          name: 'old',
          on: true,
          type: '',
          fileName: '',
          file: { kind: 'path', path: 'FOLDER/b.txt' },
        },
      ],
    },
  ],
  [
    'a file',
    'type: file\ndata:\n  - {filePath: a.bin, contentType: a/b, selected: false}\n  - {filePath: ../b.bin, contentType: c/d, selected: true}',
    { kind: 'file', file: { kind: 'path', path: 'ABOVE/b.bin' }, type: 'c/d' },
  ],
  [
    'one of several',
    '- title: a\n  body: {type: text, data: x}\n- title: b\n  selected: true\n  body: {type: json, data: "{}"}',
    { kind: 'json', text: '{}' },
  ],
  ['none', 'type: none', { kind: 'none' }],
];
test.each(bodies)('a body: %s', async (_name, yaml, wanted) => {
  const body = yaml.replaceAll(/^/gm, '    ');
  const { requests } = await collection({ 'opencollection.yml': TOP, 'one.yml': `${GET}  body:\n${body}\n` });
  const text = JSON.stringify(wanted).replaceAll('FOLDER', folder()).replaceAll('ABOVE', dirname(folder()));
  expect(requests[0]?.request.body).toEqual(JSON.parse(text));
});
