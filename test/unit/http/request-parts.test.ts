import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonError } from '../../../src/contract/payload/json-error.ts';
import { readHttpUrl } from '../../../src/contract/payload/http-url.ts';
import { fillVariables, variablesIn } from '../../../src/contract/payload/variables.ts';

describe('URLs in short', () => {
  test.each([
    [':3000', 'http://localhost:3000/'],
    [':3000/x?y=1', 'http://localhost:3000/x?y=1'],
    [':', 'http://localhost/'],
    [':/x', 'http://localhost/x'],
    ['localhost', 'http://localhost/'],
    ['localhost:8080/a b', 'http://localhost:8080/a%20b'],
    ['  example.com?q ', 'http://example.com/?q'],
    ['//example.com/x', 'http://example.com/x'],
    ['https://example.com:443/', 'https://example.com/'],
    ['HTTP://Example.COM', 'http://example.com/'],
    ['127.0.0.1:81', 'http://127.0.0.1:81/'],
    ['::1/x', 'http://[::1]/x'],
    ['[::1]:3000', 'http://[::1]:3000/'],
    ['bücher.example', 'http://xn--bcher-kva.example/'],
    ['http://ada:secret@host/', 'http://ada:secret@host/'],
  ])('%s is %s', (typed, href) => {
    expect(readHttpUrl(typed)).toMatchObject({ ok: true, url: { href } });
  });

  test.each([
    ['', 'URL is missing.'],
    ['ftp://host/', 'ftp:// is no address of HTTP.'],
    ['ws://host/', 'ws:// is no address of HTTP.'],
    ['http://', 'The URL has no host.'],
    ['http://:80/', 'The URL has no host.'],
    ['/x', 'The URL has no host.'],
    ['http:/host/x', 'Behind http:/ a slash is missing.'],
    ['HTTPS:/host', 'Behind HTTPS:/ a slash is missing.'],
    ['host:x/', 'The port x isn’t a number.'],
    ['host:70000', 'There is no port 70000.'],
    ['host:0', 'Port 0 is none that one can connect to.'],
    ['my host/', 'The host has a space in it.'],
    ['a<b/', 'The host can’t have < in it.'],
    ['http://[::1', 'The ] after the IPv6 address is missing.'],
    ['http://[host]/', '[host] is no IPv6 address.'],
    ['host/a\nb', 'The URL has a line break or a tab in it.'],
    ['999.1.1.1', '999.1.1.1 is no host.'],
  ])('%j is none: %s', (typed, message) => {
    const read = readHttpUrl(typed);
    expect(read).toMatchObject({ ok: false, message });
    if (!read.ok) expect(read.hint).not.toBe('');
  });

  test('a WebSocket has its own schemes, and takes those of HTTP', () => {
    const href = (typed: string) => {
      const read = readHttpUrl(typed, { webSocket: true });
      return read.ok ? read.url.href : read.message;
    };
    expect(href(':3000/chat')).toBe('ws://localhost:3000/chat');
    expect(href('https://host/')).toBe('wss://host/');
    expect(href('wss://host/')).toBe('wss://host/');
    expect(href('ftp://host/')).toBe('ftp:// is no address of a WebSocket.');
  });

  test('with a Unix socket a path is enough', () => {
    expect(readHttpUrl('/info', { noHost: true })).toMatchObject({
      ok: true,
      url: { href: 'http://localhost/info' },
    });
  });

  test('whatever is typed, it is a URL or there is a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (typed) => {
        const read = readHttpUrl(typed);
        if (read.ok) expect(['http:', 'https:']).toContain(read.url.protocol);
        else expect(read.message).toMatch(/\.$/);
      }),
    );
  });
});

describe('variables', () => {
  const values: Record<string, string> = {
    host: 'localhost',
    base: '{{host}}:{{port}}',
    port: '80',
    a: '{{b}}',
    b: 'x{{a}}',
    'ünï-1.x': 'u',
  };
  const get = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);

  test.each([
    ['http://{{base}}/x', 'http://localhost:80/x'],
    ['{{ host }}{{port}}', 'localhost80'],
    [String.raw`\{{host}} {{host}}`, '{{host}} localhost'],
    ['{{ünï-1.x}}', 'u'],
    ['{"a":{{port}}}', '{"a":80}'],
    ['{{}} {{a b}} {host} }}', '{{}} {{a b}} {host} }}'],
  ])('%s becomes %s', (text, filled) => {
    expect(fillVariables(text, get)).toMatchObject({ ok: true, text: filled });
  });

  test('one that is missing, and one that leads back to itself, is named', () => {
    expect(fillVariables('{{base}} {{no}}', get)).toEqual({ ok: false, name: 'no', why: 'missing' });
    expect(fillVariables('{{a}}', get)).toMatchObject({ ok: false, why: 'circle' });
  });

  test('values that name others many times over end as too long', () => {
    const bomb = (name: string) => {
      const level = Number(name.slice(1));
      return level === 9 ? 'x'.repeat(100) : `{{v${level + 1}}}`.repeat(100);
    };
    expect(fillVariables('{{v4}}', bomb)).toMatchObject({ ok: false, why: 'too long' });
  });

  test('each place leads back to where it was written', () => {
    const filled = fillVariables('ab{{host}}cd{{port}}e', get);
    if (!filled.ok) expect.fail(filled.name);
    expect(filled.text).toBe('ablocalhostcd80e');
    expect([0, 1, 2, 10, 11, 12, 13, 14, 15].map(filled.at)).toEqual([0, 1, 2, 2, 10, 11, 12, 12, 20]);
  });

  test('their names', () => {
    expect(variablesIn(String.raw`{{a}} \{{b}} {{ c }} {{a}}`)).toEqual(['a', 'c']);
  });
});

describe('where JSON breaks', () => {
  test.each([
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a" 1}', 1, 6],
    ['[1, 2', 1, 6],
    ['{a: 1}', 1, 2],
    ['"abc', 1, 1],
    ['{"a": 1} x', 1, 10],
    ['// c\n{}', 1, 1],
    ['{"a": tru}', 1, 7],
    ['', 1, 1],
  ])('%j: line %i, column %i', (text, line, column) => {
    const error = jsonError(text);
    expect(error).toMatchObject({ line, column });
    expect(error!.message).toMatch(/\.$/);
  });

  test('what JSON.parse takes is right, and what it refuses has a place', () => {
    expect(jsonError('[{"a": "\\u00e9"}, -1.5e3, null]')).toBeNull();
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', 'x', '\n', '0'),
        (json, at, put) => {
          const text = json.slice(0, at % (json.length + 1)) + put + json.slice(at % (json.length + 1));
          let good = true;
          try {
            JSON.parse(text);
          } catch {
            good = false;
          }
          const error = jsonError(text);
          expect(error === null).toBe(good);
          if (error) expect(error.at).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });

  test('nested deeper than anything reads it', () => {
    expect(jsonError('['.repeat(100_000))).not.toBeNull();
  });
});
