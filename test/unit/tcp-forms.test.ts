import { describe, expect, it } from 'vitest';
import { connectInput, listenInput } from '../../src/contract/tools/tcp.ts';
import {
  CONNECT_DEFAULTS,
  type ConnectForm,
  LISTEN_DEFAULTS,
  type ListenForm,
  readConnectForm,
  readListenForm,
} from '../../src/renderer/tools/tcp/forms.ts';
import { isLoopback, splitAddress, splitHost } from '../../src/renderer/ui/form/read.ts';

const listenErrors = (patch: Partial<ListenForm>) => {
  const read = readListenForm({ ...LISTEN_DEFAULTS, ...patch });
  return read.ok ? {} : read.errors;
};
const connectErrors = (patch: Partial<ConnectForm>) => {
  const read = readConnectForm({ ...CONNECT_DEFAULTS, ...patch });
  return read.ok ? {} : read.errors;
};
const PORT = 'Port must be a whole number from 0 to 65535. 0 picks any free port.';

describe('the form Listen', () => {
  it('gives what the contract takes, as it stands', () => {
    const read = readListenForm(LISTEN_DEFAULTS);
    expect(read.ok && listenInput.safeParse(read.input).success).toBe(true);
  });

  it.each(['99999', 'abc', '', '-1', '80.5', '1e3', '0x50', ' '])('explains the port "%s"', (port) => {
    expect(listenErrors({ port })).toEqual({ port: PORT });
  });

  it.each(['0', '65535', ' 80 '])('takes the port "%s"', (port) =>
    expect(listenErrors({ port })).toEqual({}),
  );

  it('explains an address that is none', () => {
    expect(listenErrors({ address: 'my host' })).toEqual({ address: "Address can't contain spaces." });
    expect(listenErrors({ address: ' ' }).address).toContain('Address is empty');
  });

  it('names every field that is wrong at once', () => {
    expect(Object.keys(listenErrors({ address: '', port: 'x', backlog: '0', maxClients: '0' }))).toEqual([
      'address',
      'port',
      'backlog',
      'maxClients',
    ]);
  });

  it('reads escapes in what is sent', async () => {
    const read = readListenForm({
      ...LISTEN_DEFAULTS,
      respond: 'prefix',
      prefix: '>\\x00',
      greeting: 'hi\\r\\n',
    });
    if (!read.ok) throw new Error('refused');
    expect(await read.input.respond.prefix?.text()).toBe('>\0');
    expect(await read.input.respond.greeting?.text()).toBe('hi\r\n');
    expect(listenErrors({ greeting: '\\x0' }).greeting).toMatch(/^Greeting: /);
  });

  it('does not look at a prefix that is not used', () => {
    expect(listenErrors({ respond: 'echo', prefix: '\\x0' })).toEqual({});
    expect(listenErrors({ respond: 'prefix', prefix: '\\x0' }).prefix).toMatch(/^Prefix: /);
  });

  it('takes a path in place of address and port', () => {
    const read = readListenForm({ ...LISTEN_DEFAULTS, address: '', port: '', path: '/tmp/a.sock' });
    expect(read.ok && listenInput.parse(read.input)).toMatchObject({ path: '/tmp/a.sock', port: 0 });
    expect(listenErrors({ path: 'a.sock' }).path).toContain('must begin with a slash');
    expect(listenErrors({ path: `/${'ä'.repeat(60)}` }).path).toContain('107 bytes');
  });
});

describe('the form Connect', () => {
  it('gives what the contract takes, as it stands', () => {
    const read = readConnectForm(CONNECT_DEFAULTS);
    expect(read.ok && connectInput.safeParse(read.input).success).toBe(true);
  });

  it('explains host and port', () => {
    expect(connectErrors({ host: 'my host', port: 'abc' })).toEqual({
      host: "Host can't contain spaces.",
      port: 'Port must be a whole number from 1 to 65535.',
    });
    expect(connectErrors({ port: '0' }).port).toBeDefined();
  });

  it('counts seconds with a fraction', () => {
    const read = readConnectForm({
      ...CONNECT_DEFAULTS,
      timeout: '0,25',
      keepAlive: true,
      keepAliveDelay: '1.5',
    });
    expect(read.ok && read.input).toMatchObject({ timeoutMs: 250, keepAliveDelayMs: 1500 });
    expect(connectErrors({ timeout: '0' }).timeout).toContain('Timeout');
    expect(connectErrors({ timeout: '90000' }).timeout).toContain('86,400');
  });

  it('minds the first probe only where there are probes', () => {
    expect(connectErrors({ keepAliveDelay: 'x' })).toEqual({});
    expect(Object.keys(connectErrors({ keepAlive: true, keepAliveDelay: 'x' }))).toEqual(['keepAliveDelay']);
  });
});

describe('a whole address in the place of the host', () => {
  it.each([
    ['localhost:5001', { host: 'localhost', port: '5001' }],
    [':5001', { host: 'localhost', port: '5001' }],
    ['[::1]:5001', { host: '::1', port: '5001' }],
    ['tcp://example.org:80/path', { host: 'example.org', port: '80' }],
    ['unix:/run/a.sock', { path: '/run/a.sock' }],
  ])('%s is taken apart', (text, parts) => expect(splitHost(text)).toEqual(parts));

  it.each(['localhost', '::1', '10.0.0.1', '', 'my host', 'host:99999'])('"%s" stays as it is', (text) =>
    expect(splitHost(text)).toBeNull(),
  );
});

describe('a whole address in the place of the address to listen on', () => {
  it.each([
    [':8080', { address: '127.0.0.1', port: '8080' }],
    ['*:8080', { address: '0.0.0.0', port: '8080' }],
    ['[::]:80', { address: '::', port: '80' }],
    ['unix:/run/a.sock', { path: '/run/a.sock' }],
  ])('%s is taken apart', (text, parts) => expect(splitAddress(text)).toEqual(parts));

  it.each(['0.0.0.0', '::1', '', 'a b'])('"%s" stays as it is', (text) =>
    expect(splitAddress(text)).toBeNull(),
  );
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.1', '::1', 'LOCALHOST', '127.255.0.3'])('%s is this machine only', (address) =>
    expect(isLoopback(address)).toBe(true),
  );
  it.each(['0.0.0.0', '::', '192.168.1.2', '1270.0.0.1', 'example.org', ''])('%s is not', (address) =>
    expect(isLoopback(address)).toBe(false),
  );
});
