import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { readHttpUrl } from '../../../src/contract/payload/http-url.ts';
import { resolved, withoutDots, WrittenUrl } from '../../../src/contract/payload/written-url.ts';
import { Jar } from '../../../src/main/tools/http/cookies/jar.ts';
import { curlOf } from '../../../src/main/tools/http/library/export/curl.ts';
import { readCurl } from '../../../src/main/tools/http/library/import/curl.ts';
import { k6Request } from '../../../src/main/tools/http/load/k6-request.ts';
import { Texts } from '../../../src/main/tools/http/load/k6-texts.ts';

const target = (typed: string, options = {}) => {
  const read = readHttpUrl(typed, options);
  return read.ok ? read.url.pathname + read.url.search : read.message;
};

describe('what is written is what is sent', () => {
  test.each([
    '/a/../b',
    '/./x',
    '/..',
    '/a/%2e%2E/etc/passwd',
    '//x//y/',
    '/a\\..\\b',
    '/"<>[]^`{|}~\'!$&()*+,;=:@',
    '/%zz%2f%41',
    '/x?',
    '/x?a=../b&c=%2e&"<>{}|\\^`\'?/',
  ])('%s', (path) => {
    expect(target(`http://h${path}`)).toBe(path);
    expect(target(`:3000${path}`)).toBe(path);
    expect(target(`wss://ada:secret@h:81${path}`, { webSocket: true })).toBe(path);
    expect(target(path, { noHost: true })).toBe(path.startsWith('//') ? path.slice(3) : path);
    const read = readHttpUrl(`http://ada:secret@h:81${path}#top`);
    expect(read.ok && read.url.href).toBe(`http://ada:secret@h:81${path}#top`);
    expect(read.ok && JSON.stringify({ to: read.url, as: `${read.url}` })).toBe(
      JSON.stringify({ to: `http://ada:secret@h:81${path}#top`, as: `http://ada:secret@h:81${path}#top` }),
    );
  });

  test.each([
    ['h', '/'],
    ['h?x', '/?x'],
    ['h#x', '/'],
    ['h/#', '/'],
    ['h/a b?c d', '/a%20b?c%20d'],
    ['h/\u0001\u007f', '/%01%7F'],
    ['h/é?🙂', '/%C3%A9?%F0%9F%99%82'],
    ['h/\ud800', '/%EF%BF%BD'],
  ])('but for what no request can carry: %j is %s', (typed, sent) => expect(target(typed)).toBe(sent));

  test('whatever a request can carry', () => {
    const path = fc.stringMatching(/^[!-"$->@-~]{0,12}$/);
    const query = fc.stringMatching(/^[!-"$-~]{0,12}$/);
    fc.assert(
      fc.property(path, query, (one, other) => {
        expect(target(`http://h/${one}?${other}`)).toBe(`/${one}?${other}`);
      }),
    );
  });

  test('a backslash ends no host', () => {
    expect(target('http://h\\@evil/')).toBe('/');
    const read = readHttpUrl('http://h\\@evil/');
    expect(read.ok && read.url.hostname).toBe('evil');
    expect(target('http://h\\x')).toBe('The host can’t have \\ in it.');
  });
});

/** As RFC 3986 section 5.2.4 tells it. */
function stepByStep(path: string): string {
  let output = '';
  for (let input = path; input !== '';) {
    if (/^\/\.(\/|$)/.test(input)) input = input.replace(/^\/\.\/?/, '/');
    else if (/^\/\.\.(\/|$)/.test(input)) {
      input = input.replace(/^\/\.\.\/?/, '/');
      output = output.replace(/\/[^/]*$/, '');
    } else {
      const [first] = /^\/?[^/]*/.exec(input)!;
      output += first;
      input = input.slice(first.length);
    }
  }
  return output;
}

describe('where a reference leads', () => {
  // RFC 3986 section 5.4, but for what is no HTTP.
  const BASE = new WrittenUrl('http://a', '/b/c/d;p?q');
  test.each(
    Object.entries({
      g: '/b/c/g',
      './g': '/b/c/g',
      'g/': '/b/c/g/',
      '/g': '/g',
      '?y': '/b/c/d;p?y',
      'g?y': '/b/c/g?y',
      '#s': '/b/c/d;p?q#s',
      'g#s': '/b/c/g#s',
      'g?y#s': '/b/c/g?y#s',
      ';x': '/b/c/;x',
      'g;x?y#s': '/b/c/g;x?y#s',
      '': '/b/c/d;p?q',
      '.': '/b/c/',
      './': '/b/c/',
      '..': '/b/',
      '../': '/b/',
      '../g': '/b/g',
      '../..': '/',
      '../../': '/',
      '../../g': '/g',
      '../../../g': '/g',
      '../../../../g': '/g',
      '/./g': '/g',
      '/../g': '/g',
      'g.': '/b/c/g.',
      '.g': '/b/c/.g',
      'g..': '/b/c/g..',
      '..g': '/b/c/..g',
      './../g': '/b/g',
      './g/.': '/b/c/g/',
      'g/./h': '/b/c/g/h',
      'g/../h': '/b/c/h',
      'g;x=1/./y': '/b/c/g;x=1/y',
      'g;x=1/../y': '/b/c/y',
      'g?y/../x': '/b/c/g?y/../x',
      'g#s/../x': '/b/c/g#s/../x',
    }),
  )('%j from /b/c/d;p?q is %s', (reference, path) => {
    expect(resolved(reference, BASE)?.href).toBe(`http://a${path}`);
    expect(new URL(reference, 'http://a/b/c/d;p?q').href).toBe(`http://a${path}`);
  });

  test.each([
    ['//h/x/../y', 'http://h/y'],
    ['https://h:81/x/./y', 'https://h:81/x/y'],
    ['http://h', 'http://h/'],
    ['http://h?x', 'http://h/?x'],
    ['http://ada:secret@h/', 'http://h/'],
    // As it was written but for the dots.
    ['/%2e%2e/%41{x}"', 'http://a/%2e%2e/%41{x}"'],
    ['/é x', 'http://a/%C3%A9%20x'],
    ['/x//../y', 'http://a/x/y'],
    // By no book, but as browsers do.
    ['http:g', 'http://a/b/c/g'],
    ['/x\\..\\y', 'http://a/y'],
    ['\\\\h\\x', 'http://h/x'],
    ['http:///h/x', 'http://h/x'],
    ['mailto:ada@h', 'mailto:ada@h'],
  ])('%j leads to %s', (reference, href) => expect(resolved(reference, BASE)?.href).toBe(href));

  test('from a path with dots in it, and nowhere', () => {
    const from = new WrittenUrl('http://a', '/b/../c/d');
    expect(resolved('e', from)?.href).toBe('http://a/c/e');
    expect(resolved('?e', from)?.href).toBe('http://a/b/../c/d?e');
    expect(resolved('http://[', from)).toBeNull();
  });

  test('dots are taken out as section 5.2.4 has it, step by step', () => {
    const part = fc.constantFrom('.', '..', '...', 'a', '', '.a', '/');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const path = `/${parts.join('/')}`;
        expect(withoutDots(path)).toBe(stepByStep(path));
      }),
    );
  });
});

test('cookies are chosen by where the path leads', () => {
  const jar = new Jar();
  jar.take(new URL('http://h/'), ['a=1; Path=/a', 'b=2; Path=/b']);
  expect(jar.header(new WrittenUrl('http://h', '/a/../b/x'))).toBe('b=2');
  jar.take(new WrittenUrl('http://h', '/a/../b/c/d'), ['c=3']);
  expect(jar.list().map(({ name, path }) => [name, path])).toContainEqual(['c', '/b/c']);
});

describe('curl', () => {
  const read = (command: string) => readCurl(command).requests[0]?.url;

  test('takes dots out unless it is told not to', () => {
    expect(read('curl http://h/a/../b?c=/../d')).toBe('http://h/b?c=/../d');
    expect(read('curl h/./a#/../b')).toBe('h/a#/../b');
    expect(read("curl 'http://h/a b/{{c}}/x..y'")).toBe('http://h/a b/{{c}}/x..y');
    expect(read('curl --path-as-is http://h/a/../b')).toBe('http://h/a/../b');
    expect(read('curl -G -d x=1 http://h/a/../b')).toBe('http://h/b?x=1');
    expect(readCurl('curl --path-as-is h/..').notes).toEqual([]);
  });

  test('is told not to where there are any', () => {
    const command = (url: string) => curlOf(blankRequest({ url }), { get: () => undefined }).text;
    expect(command('h/a/../b')).toContain('--path-as-is');
    expect(command('h/%2e')).toContain('--path-as-is');
    expect(command('h/a/b?/../')).not.toContain('--path-as-is');
    expect(command('h/..a/...')).not.toContain('--path-as-is');
  });
});

test('a script for k6 has the path as it is, and says what k6 makes of it', () => {
  const script = (url: string) => k6Request(blankRequest({ url }), new Texts({ get: () => undefined }), 0);
  expect(script('h/a/../%2e')).toMatchObject({ notes: [] });
  expect(script('h/a/../%2e').code).toContain('"http://h/a/../%2e"');
  expect(script('h/{{a}}?{"}')).toMatchObject({ notes: [] });
  expect(script('h/a{b').notes).toEqual([expect.stringContaining('k6 sends { in a path as an escape')]);
});
