import { describe, expect, test } from 'vitest';
import { type Faults, NO_FAULTS } from '../../../src/contract/payload/faults.ts';
import { faultsSchema, relayInput } from '../../../src/contract/tools/relay.ts';
import {
  FAULT_FIELDS,
  isOn,
  type FaultsForm,
  PRESETS,
  readFaults,
  toFaultsForm,
} from '../../../src/renderer/tools/relay/faults-form.ts';
import { CLIENT_TLS, SERVER_TLS } from '../../../src/renderer/ui/tls/tls-form.ts';
import { readRelayForm, RELAY_DEFAULTS } from '../../../src/renderer/tools/relay/forms.ts';

describe('the form of a relay', () => {
  const read = (patch: Partial<typeof RELAY_DEFAULTS>) =>
    readRelayForm(
      { ...RELAY_DEFAULTS, ...patch },
      { client: SERVER_TLS, target: { ...CLIENT_TLS, verify: false } },
    );

  test('as it stands is a call that main takes', () => {
    const form = read({});
    expect(form.ok && relayInput.safeParse(form.input).success).toBe(true);
  });

  test('each wrong field is named', () => {
    const form = read({
      listenAddress: '',
      listenPort: '70000',
      targetHost: 'a b',
      targetPort: '0',
      connectTimeout: 'x',
      maxClients: '0',
    });
    if (form.ok) throw new Error('it is not right');
    expect(Object.keys(form.errors)).toEqual([
      'listenAddress',
      'listenPort',
      'targetHost',
      'targetPort',
      'connectTimeout',
      'maxClients',
    ]);
    expect(form.errors.targetPort).toBe('Target port must be a whole number from 1 to 65535.');
  });

  test('fields of the other transport can’t be wrong', () => {
    expect(read({ transport: 'udp', connectTimeout: 'x' }).ok).toBe(true);
    expect(read({ transport: 'tcp', idle: 'x' }).ok).toBe(true);
  });

  test.each([
    ['through', false, false],
    ['client', true, false],
    ['both', true, true],
    ['target', false, true],
  ] as const)('TLS %s', (tls, client, target) => {
    const form = read({ tls });
    if (!form.ok) throw new Error('it is right');
    expect(form.input.clientTls !== undefined).toBe(client);
    expect(form.input.targetTls?.verify).toBe(target ? false : undefined);
    expect(relayInput.safeParse(form.input).success).toBe(true);
    const udp = read({ tls, transport: 'udp' });
    expect(udp.ok && (udp.input.clientTls ?? udp.input.targetTls)).toBeUndefined();
  });
});

describe('the fields of faults', () => {
  test('every fault has one', () => {
    const names = FAULT_FIELDS.map(({ name }) => name as string);
    expect([...names, 'flipAtRandom'].toSorted()).toEqual(Object.keys(NO_FAULTS).toSorted());
  });

  test('on is what does something: a number where it is no 0, and what belongs to a fault only with it', () => {
    const form = toFaultsForm({ ...NO_FAULTS, delayMs: 200, resetAfter: 0 });
    const on = (some: Partial<typeof form>) =>
      FAULT_FIELDS.map(({ name }) => name).filter((name) => isOn({ ...form, ...some }, name));
    expect(on({})).toEqual(['delayMs', 'resetAfter']);
    expect(on({ delayMs: '0', splitBytes: '3' })).toEqual(['splitBytes', 'splitGapMs', 'resetAfter']);
    expect(on({ coalesceBytes: '9' })).toEqual(['delayMs', 'resetAfter']);
  });

  test('what is told comes back as it was, and off is empty', () => {
    expect(toFaultsForm(NO_FAULTS)).toMatchObject({
      delayMs: '',
      resetAfter: '',
      splitGapMs: '5',
      seed: '1',
    });
    const faults: Faults = {
      ...NO_FAULTS,
      delayMs: 200,
      resetAfter: 0,
      blackHoleFrom: 12,
      flipEvery: 3,
      flipAtRandom: true,
      seed: 0,
    };
    expect(readFaults(toFaultsForm(faults), 'tcp')).toEqual({ ok: true, input: faults });
  });

  test('wrong ones are named, those of the other transport passed over', () => {
    const form: FaultsForm = { ...toFaultsForm(NO_FAULTS), delayMs: 'soon', dropPercent: '500' };
    expect(readFaults(form, 'tcp')).toEqual({
      ok: false,
      errors: { delayMs: 'Delay must be a whole number from 0 to 600,000, or empty.' },
    });
    const udp = readFaults({ ...form, delayMs: '1,000', dropPercent: '2.5', splitBytes: 'x' }, 'udp');
    expect(udp).toEqual({ ok: true, input: { ...NO_FAULTS, delayMs: 1000, dropPercent: 2.5 } });
  });

  test('main takes every preset', () => {
    for (const { toTarget, toClient, transport } of PRESETS) {
      for (const some of [toTarget, toClient]) {
        const read = readFaults(toFaultsForm({ ...NO_FAULTS, ...some }), transport);
        expect(read).toEqual({ ok: true, input: { ...NO_FAULTS, ...some } });
        expect(read.ok && faultsSchema.safeParse(read.input).success).toBe(true);
      }
    }
  });
});
