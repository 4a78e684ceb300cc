import type { LoadInput, LoadPlan } from '../../../../contract/tools/http-load.ts';
import type { Variables } from '../request/prepared.ts';
import { k6Request } from './k6-request.ts';
import { literal, Texts } from './k6-texts.ts';

/**
 * The plan of a load as a script for k6, whose own engine spreads it over many machines. Redirects are not followed, as
 * in a load of ours; secrets are read from the environment.
 */
export function k6Script({ name, requests, plan }: LoadInput, variables: Variables): string {
  const texts = new Texts(variables);
  const made = requests.map((request, n) => k6Request(request, texts, n));
  const functions = made.map(({ code }) => `  ${code},\n`).join('');
  const init = made.flatMap((one) => one.init.map((line) => `${line}\n`)).join('');
  const notes = [...new Set(made.flatMap((one) => one.notes))];
  const { secrets } = texts;
  const run = ['k6 run', ...secrets.map((secret) => `-e ${secret}=…`), 'load.js'].join(' ');
  const verify = requests.every(({ options }) => options.tls.verify);
  const keepAlive = requests.every(({ options }) => options.keepAlive);
  return `// ${oneLine(name || 'Many requests')}, written by Wirebench. Run it with:
//   ${run}
${[...notes, ...planNotes(plan)].map((text) => `// ${oneLine(text)}\n`).join('')}import http from 'k6/http';
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import { check } from 'k6';

export const options = {
  scenarios: {
    load: ${scenario(plan)},
  },
  insecureSkipTLSVerify: ${String(!verify)},
  noConnectionReuse: ${String(!keepAlive)},
  summaryTrendStats: ['avg', 'min', 'med', 'p(90)', 'p(99)', 'p(99.9)', 'max'],
};

${texts.variables()}${init}
${HELPERS}
const requests = [
${functions}];

export default function () {
  requests[${turn(plan)} % requests.length]();
}
`;
}

const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ');

function scenario({ amount, pace }: LoadPlan): string {
  const write = (row: Record<string, string | number>) =>
    `{ ${Object.entries(row).map(([key, value]) => `${key}: ${typeof value === 'number' ? value : literal(value)}`).join(', ')} }`; // prettier-ignore
  if (pace.kind === 'rate') {
    const ms = amount.kind === 'time' ? amount.ms : Math.ceil((amount.count / pace.perSecond) * 1000);
    // k6 takes whole numbers: 0.5 a second are 5 in ten.
    const seconds = [1, 10, 100, 1000].find((s) => Number.isInteger(pace.perSecond * s)) ?? 1000;
    return write({
      executor: 'constant-arrival-rate',
      rate: Math.max(1, Math.round(pace.perSecond * seconds)),
      timeUnit: `${seconds}s`,
      duration: `${Math.max(1, Math.round(ms))}ms`,
      preAllocatedVUs: Math.min(pace.atOnce, 50),
      maxVUs: pace.atOnce,
    });
  }
  if (amount.kind === 'time')
    return write({ executor: 'constant-vus', vus: pace.atOnce, duration: `${Math.round(amount.ms)}ms` });
  return write({
    executor: 'shared-iterations',
    vus: Math.min(pace.atOnce, amount.count),
    iterations: amount.count,
    maxDuration: '24h',
  });
}

const planNotes = ({ amount, pace }: LoadPlan): string[] =>
  pace.kind === 'rate' && amount.kind === 'requests'
    ? [`At a rate k6 counts no requests: the time is that of ${amount.count} of them.`]
    : [];

/** Requests go in turn; where k6 numbers no iterations of all together, each of its users has turns of its own. */
const turn = ({ amount, pace }: LoadPlan): string =>
  pace.kind === 'together' && amount.kind === 'time'
    ? '(exec.vu.idInTest - 1 + exec.vu.iterationInScenario)'
    : 'exec.scenario.iterationInTest';

const HELPERS = `const fill = (text, depth = 0) =>
  text.replace(/(\\\\?)\\{\\{[ \\t]*([^{}\\s]+)[ \\t]*\\}\\}/g, (whole, escaped, name) => {
    if (escaped) return whole.slice(1);
    const value = variables[name];
    if (value === undefined) throw new Error('no value for ' + name);
    return depth < 10 ? fill(value, depth + 1) : value;
  });
const address = (text) =>
  /^[a-z][a-z0-9+.-]*:\\/\\//i.test(text) ? text : 'http://' + (text[0] === ':' ? 'localhost' : '') + text;
const withUser = (url, user, password) =>
  url.replace('://', '://' + encodeURIComponent(user) + ':' + encodeURIComponent(password) + '@');
const form = (pairs) =>
  pairs.map((pair) => pair.map((text) => encodeURIComponent(text).replace(/%20/g, '+')).join('=')).join('&');
const asText = (value) =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
const asJson = (text) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return text;
  }
};
const headerOf = (answer, name) => {
  const found = Object.keys(answer.headers).find((one) => one.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : answer.headers[found];
};
const valueAt = (answer, steps) => {
  const json = asJson(answer.body);
  return steps.reduce((value, step) => (value === undefined || value === null ? undefined : value[step]), json);
};
`;
