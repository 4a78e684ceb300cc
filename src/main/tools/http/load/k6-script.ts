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

${secrets.length > 0 ? SECRET : ''}${texts.variables()}${init}
${HELPERS}${functions.includes('multipart(') ? MULTIPART : ''}
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

const HELPERS = `const address = (text) =>
  /^[a-z][a-z0-9+.-]*:\\/\\//i.test(text) ? text : 'http://' + (text[0] === ':' ? 'localhost' : '') + text;
const withUser = (url, user, password) =>
  url.replace('://', '://' + encodeURIComponent(user) + ':' + encodeURIComponent(password) + '@');
const encoded = (text) =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (char) => '%' + char.charCodeAt(0).toString(16).toUpperCase());
const form = (pairs) =>
  pairs.map((pair) => pair.map(encoded).join('=')).join('&');
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

const SECRET = `const secret = (name) => {
  if (__ENV[name] === undefined) throw new Error('Give the script its secrets: k6 run -e ' + name + '=…');
  return __ENV[name];
};
`;

/** k6’s own way sends parts in any order, one of each name, and as a form where there is no file. */
const MULTIPART = `const bytesOf = (content) => {
  if (typeof content !== 'string') return new Uint8Array(content);
  const text = unescape(encodeURIComponent(content));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
};
const inName = (text) => text.replace(/\\r\\n|\\r|\\n/g, '%0D%0A').replace(/"/g, '%22');
const multipart = (boundary, parts) => {
  const pieces = [];
  for (const { name, fileName, type, content } of parts) {
    const file = fileName === undefined ? '' : '; filename="' + inName(fileName) + '"';
    const said = type === '' ? '' : 'Content-Type: ' + type + '\\r\\n';
    const head = 'Content-Disposition: form-data; name="' + inName(name) + '"' + file + '\\r\\n' + said;
    pieces.push(bytesOf('--' + boundary + '\\r\\n' + head + '\\r\\n'), bytesOf(content), bytesOf('\\r\\n'));
  }
  pieces.push(bytesOf('--' + boundary + '--\\r\\n'));
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  pieces.reduce((at, piece) => {
    all.set(piece, at);
    return at + piece.length;
  }, 0);
  return all.buffer;
};
`;
