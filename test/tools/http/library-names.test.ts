import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blob, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();
// The system’s watching has one file for the whole process, from the first time on.
watch(tmpdir(), { persistent: false }).close();

it('writes nothing outside of the collection, whatever the names in a file are', () =>
  withBench(async (bench) => {
    const { collection } = await bench.client.httpLibrary.open({ folder: join(bench.folder, 'requests') });
    const at = { collection, folder: '' };
    const odd = [
      '../../evil',
      '..',
      '.git/hooks',
      '/etc/passwd',
      'a\\..\\b',
      'environments',
      'nul',
      '\u202egnp.exe',
      '',
    ];
    const request = { method: 'GET', url: 'http://h/' };
    const postman = {
      info: { name: '../x', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
      item: odd.map((name) => ({ name, item: odd.map((inner) => ({ name: inner, request })) })),
    };
    const values = {
      name: '../../env',
      values: [{ key: 'a', value: 'b' }],
      _postman_variable_scope: 'environment',
    };
    for (const [name, content] of [
      ['../p.json', postman],
      ['e.json', values],
    ] as const)
      await bench.client.httpLibrary.importFile({
        ...at,
        name,
        bytes: blob(Buffer.from(JSON.stringify(content))),
      });
    expect((await readdir(bench.folder)).filter((name) => !/^(data|http-.*|settings.*)/.test(name))).toEqual([
      'requests',
    ]);
    const inside = await readdir(collection, { recursive: true });
    expect(inside.filter((path) => path.endsWith('.request.yaml'))).toHaveLength(odd.length ** 2);
    expect(inside.filter((path) => path.split('/').some((part) => part.startsWith('.')))).toEqual([]);
    expect(await readdir(join(collection, 'environments'))).toEqual(['-..-env.yaml']);
  }));
