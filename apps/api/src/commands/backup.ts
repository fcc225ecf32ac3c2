import { backUp } from '../backup.js';

/** `npm run backup -- FOLDER`: copies both databases, while a server may run on them. */
const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined || folder.startsWith('-') || rest.length > 0) {
  process.stderr.write('usage: npm run backup -- FOLDER\n');
  process.exitCode = 2;
} else {
  try {
    const databaseUrl = process.env.DATABASE_URL || 'sqlite:./data/credits.db';
    const { ok, lastSeq, head } = backUp({ databaseUrl, folder });
    const found = ok ? 'sound' : 'BROKEN: run `npm run verify` on it';
    process.stdout.write(`${folder}: ${lastSeq} entries, journal hash ${head}, ${found}\n`);
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
