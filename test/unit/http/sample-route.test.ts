import { match } from 'path-to-regexp';
import { describe, expect, test } from 'vitest';
import type { Route } from '../../../src/contract/tools/http-server.ts';
import { sampleOf } from '../../../src/renderer/tools/http/serve/sample-route.ts';

const route = (path: string, more: Partial<Route> = {}): Route => ({
  on: true,
  method: '',
  path,
  status: 200,
  headers: [],
  body: { kind: 'none' },
  delayMs: 0,
  fault: 'none',
  ...more,
});

describe('the first request to a server of routes', () => {
  test.each([
    ['/', '/'],
    ['/users/:id', '/users/1'],
    ['/files/*rest', '/files/1'],
    ['/a{/:b{/c}}/d', '/a/d'],
    ['/:"a b"/x.:ext', '/1/x.1'],
    ['/what\\:ever/\\{x\\}', '/what:ever/{x}'],
  ])('fits the path %s', (path, asked) => {
    expect(sampleOf([route(path)])?.path).toBe(asked);
    expect(match(path)(asked)).toBeTruthy();
  });

  test('is for the first route that is on and answers whole', () => {
    const off = route('/off', { on: false });
    const cut = route('/cut', { fault: 'cut' });
    const good = route('/good', { method: 'POST' });
    expect(sampleOf([off, cut, good])).toEqual({ method: 'POST', path: '/good' });
    expect(sampleOf([off, cut])).toEqual({ method: 'GET', path: '/cut' });
    expect(sampleOf([off])).toBeNull();
  });
});
