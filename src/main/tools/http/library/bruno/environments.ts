import type { Imported } from '../import/imported.ts';
import { type Place, valueAt } from './place.ts';

type Environment = Imported['environments'][number];

interface Written {
  /** Values, or null for a secret. */
  values: Map<string, string | null>;
  above: string;
}

const MOST_ABOVE = 20;

/** The environments of a collection, each with what those say that it goes on from. `name`: what one is called if it does not say it. */
export function environmentsOf(
  all: readonly { name: string; at: Place }[],
  notes: Set<string>,
): Environment[] {
  const written = new Map(
    all.map(({ name, at }): [string, Written] => [
      at.text('name') || name,
      { values: valuesAt(at, notes), above: at.text('extends') },
    ]),
  );
  return [...written].map(([name, own]) => {
    const chain = [own];
    for (let above = written.get(own.above); above && !chain.includes(above) && chain.length < MOST_ABOVE;) {
      chain.unshift(above);
      above = written.get(above.above);
    }
    const values = new Map(chain.flatMap((one) => [...one.values]));
    return {
      name,
      variables: [...values].flatMap(([each, value]) => (value === null ? [] : [{ name: each, value }])),
      secrets: [...values].flatMap(([each, value]) => (value === null ? [each] : [])),
    };
  });
}

function valuesAt(at: Place, notes: Set<string>): Map<string, string | null> {
  const isOn = (one: Place): boolean => !one.isTrue('disabled') && one.text('name') !== '';
  const values = new Map(
    at
      .each('variables')
      .filter(isOn)
      .map((one) => [one.text('name'), one.isTrue('secret') ? null : valueAt(one, 'value')]),
  );
  const elsewhere = at.in('externalSecrets').each('variables').filter(isOn);
  for (const one of elsewhere) values.set(one.text('name'), null);
  if (elsewhere.length > 0)
    notes.add('Secrets that are kept by another service are taken over by name: enter their values.');
  if (at.each('clientCertificates').length > 0)
    notes.add('Client certificates were left out: choose them in the TLS settings of a request.');
  return values;
}
