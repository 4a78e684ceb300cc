import { BenchError } from '../../../bench/failure.ts';
import type { Contexts } from '../parts.ts';
import type { Cookies } from '../request/prepared.ts';
import type { Collections } from './collections.ts';
import type { EnvironmentText } from './environment-file.ts';
import type { SecretStore } from './secret-store.ts';

/**
 * The variables and cookies of collections. An environment’s own variables come before those that all environments
 * share. Files are read at each request: an edit by hand holds at once.
 */
export function contexts(
  collections: Collections,
  secrets: SecretStore,
  cookies: (collection: string | null) => Cookies,
): Contexts {
  return {
    async variables({ collection, environment }) {
      if (collection === null)
        return {
          get: () => undefined,
          where:
            'Variables belong to a collection: save the request in one, and add it to those of an environment.',
        };
      const one = collections.of(collection);
      const layers: { name: string | null; text: EnvironmentText }[] = [];
      for (const name of environment === null ? [null] : [environment, null]) {
        const { text } = await one.environment(name);
        layers.push({ name, text });
      }
      return {
        where:
          environment === null
            ? 'No environment is chosen: choose one that has it, or add it to the shared variables.'
            : `Add it to the environment ${environment}, or choose another.`,
        get(name) {
          for (const layer of layers) {
            const secret = secrets.get(collection, layer.name, name);
            if (layer.text.secrets.includes(name)) {
              if (secret === undefined) throw noValue(collection, layer.name, name);
              return { value: secret, secret: true };
            }
            const found = layer.text.variables.find((variable) => variable.name === name);
            if (found) return { value: found.value, secret: false };
          }
          return undefined;
        },
      };
    },
    cookies: ({ collection }) => cookies(collection),
  };
}

const noValue = (collection: string, environment: string | null, name: string): BenchError =>
  new BenchError({
    code: 'NO_SECRET',
    message: `The secret variable ${name} has no value.`,
    hint: 'Values of secrets are in memory only, and are gone when the app is closed.',
    mends: [
      {
        label: 'Enter it',
        form: 'environment',
        set: { collection, environment: environment ?? '', name },
        submit: false,
      },
    ],
  });
