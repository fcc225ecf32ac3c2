import { exportJournal } from '../export-journal.js';

/** `npm run export -- FILE`: the whole journal as JSON lines, to be kept or checked elsewhere. */
const [file, ...rest] = process.argv.slice(2);
if (file === undefined || file.startsWith('-') || rest.length > 0) {
  process.stderr.write('usage: npm run export -- FILE\n');
  process.exitCode = 2;
} else {
  try {
    const databaseUrl = process.env.DATABASE_URL || 'sqlite:./data/credits.db';
    process.stdout.write(`${file}: ${await exportJournal({ databaseUrl, file })}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
