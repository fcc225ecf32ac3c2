import { parseArgs } from 'node:util';
import { runTour } from '../tour/run-tour.js';

const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  const options = { scenario: { type: 'string' }, list: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  process.exitCode = await runTour(values, say);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
