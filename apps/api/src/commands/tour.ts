import { tourOnThrowawayServer } from '../tour/throwaway-server.js';

const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  const right = await tourOnThrowawayServer(say);
  say(
    right ? 'The tour is complete: every number is as it must be.' : 'The tour failed: see WRONG.',
  );
  process.exitCode = right ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
