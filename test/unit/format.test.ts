import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDelta,
  formatDuration,
  formatEndpoint,
  formatExact,
  formatPort,
  formatRate,
  formatTime,
} from '../../src/renderer/ui/format.ts';

describe('numbers of bytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1204, '1,204 B'],
    [9999, '9,999 B'],
    [10_000, '9.8 KiB'],
    [3_565_158, '3.4 MiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
    [150 * 1024, '150 KiB'],
    [1024 ** 3, '1.0 GiB'],
    [5 * 1024 ** 6, '5120 PiB'],
  ])('%i is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('says the exact value with its unit', () => {
    expect(formatExact(3_565_158)).toBe('3,565,158 bytes');
    expect(formatExact(1)).toBe('1 byte');
  });

  it('rounds a trickle to nothing', () => expect(formatRate(0.2)).toBe('0 B/s'));
});

describe('times', () => {
  it('shows the clock of this machine to the millisecond', () => {
    expect(formatTime(new Date(2026, 2, 9, 12, 1, 7, 114).getTime() + 0.6)).toBe('12:01:07.114');
  });

  it.each([
    [0, '+0.000'],
    [6, '+0.006'],
    [1234.4, '+1.234'],
    [59_999.6, '+1:00.000'],
    [62_345, '+1:02.345'],
    [-3, '+0.000'],
  ])('a difference of %d ms is %s', (ms, text) => expect(formatDelta(ms)).toBe(text));

  it.each([
    [12_900, '0:12'],
    [724_000, '12:04'],
    [3_723_000, '1:02:03'],
  ])('%d ms have lasted %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('endpoints', () => {
  it('puts IPv6 in brackets, leaves IPv4 and paths alone', () => {
    expect(formatEndpoint({ family: 'IPv4', address: '127.0.0.1', port: 5001 })).toBe('127.0.0.1:5001');
    expect(formatEndpoint({ family: 'IPv6', address: '::1', port: 5001 })).toBe('[::1]:5001');
    expect(formatEndpoint({ family: 'unix', address: '/run/app.sock', port: 0 })).toBe('/run/app.sock');
  });

  it('names an unnamed socket', () => {
    expect(formatEndpoint({ family: 'unix', address: '', port: 0 })).toBe('unnamed socket');
    expect(formatPort({ family: 'unix', address: '/run/app.sock', port: 0 })).toBe('app.sock');
    expect(formatPort({ family: 'IPv6', address: '::1', port: 7 })).toBe(':7');
  });
});
