import { badFile, readYaml } from './yaml/read.ts';
import { type Written, yamlOf, yamlWith } from './yaml/write.ts';

/** What the file of an environment, or `collection.yaml`, says: values of variables, and which ones are secret. */
export interface EnvironmentText {
  /** Of a collection: its name, where it is not that of its folder. */
  name: string | null;
  variables: { name: string; value: string }[];
  secrets: string[];
}

export const NO_ENVIRONMENT: EnvironmentText = { name: null, variables: [], secrets: [] };

/** Throws BAD_FILE with line and column. */
export function readEnvironment(file: string, text: string): EnvironmentText {
  const { plain, where } = readYaml(file, text);
  if (plain === null) return NO_ENVIRONMENT;
  if (typeof plain !== 'object' || Array.isArray(plain))
    throw badFile(file, where([]), 'It should hold “variables:” and “secrets:”.');
  const { name, variables, secrets } = plain;
  if (variables && (typeof variables !== 'object' || Array.isArray(variables)))
    throw badFile(file, where(['variables']), '“variables:” should hold lines such as “host: localhost”.');
  if (secrets && !Array.isArray(secrets))
    throw badFile(file, where(['secrets']), '“secrets:” should be a list of names, such as “- password”.');
  const values = Object.entries(variables ?? {}).map(([key, value]) => {
    if (value !== null && typeof value === 'object')
      throw badFile(file, where(['variables', key]), `The value of “${key}” should be a text.`);
    return { name: key, value: value ?? '' };
  });
  const names = (Array.isArray(secrets) ? secrets : []).map((secret, index) => {
    if (typeof secret !== 'string')
      throw badFile(file, where(['secrets', index]), 'A secret is told by its name only.');
    return secret;
  });
  return { name: typeof name === 'string' ? name : null, variables: values, secrets: [...new Set(names)] };
}

/** The text of the file: `was` with what has changed. */
export function writeEnvironment(file: string, now: EnvironmentText, was: string | null): string {
  const plain = plainOf(now);
  if (was !== null && was.trim() !== '') {
    const text = yamlWith(file, was, plainOf(readEnvironment(file, was)), plain);
    if (JSON.stringify(plainOf(readEnvironment(file, text))) === JSON.stringify(plain)) return text;
  }
  return yamlOf(plain);
}

const plainOf = ({ name, variables, secrets }: EnvironmentText): Written => ({
  name: name ?? undefined,
  variables:
    variables.length > 0 ? Object.fromEntries(variables.map((one) => [one.name, one.value])) : undefined,
  secrets: secrets.length > 0 ? secrets : undefined,
});
