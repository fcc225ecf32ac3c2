import { parseArgs } from 'node:util';
import { runSuite } from '../conformance/run-suite.js';
import type { Login } from '../conformance/set-up.js';

/**
 * `npm run conformance`: plays the outcome table against any base URL. Exits 1 when a cell failed and
 * 2 when it could not run.
 */
const usage =
  'usage: npm run conformance -- --url URL (--key tcr_… | --email E --password P) [--upstream-port N] [--upstream-host H]';

const options = {
  url: { type: 'string' },
  key: { type: 'string' },
  email: { type: 'string' },
  password: { type: 'string' },
  'upstream-port': { type: 'string', default: '0' },
  'upstream-host': { type: 'string', default: '127.0.0.1' },
} as const;

function loginOf(values: { key?: string; email?: string; password?: string }): Login | undefined {
  const { key, email, password } = values;
  if (key !== undefined) {
    return { key };
  }
  return email === undefined || password === undefined ? undefined : { email, password };
}

try {
  const { values } = parseArgs({ options });
  const login = loginOf(values);
  const port = Number(values['upstream-port']);
  if (values.url === undefined || login === undefined || !Number.isInteger(port)) {
    throw new Error(usage);
  }
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const upstream = { host: values['upstream-host'], port };
  const { failed } = await runSuite({ url: values.url, login, upstream, say });
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
