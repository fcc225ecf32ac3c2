import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.js';

/** The newest link that the server mailed to an address; development writes mails to a folder. */
export function linkMailedTo(email: string, folder: string): Promise<string> {
  const mails = join(folder, 'mail');
  return eventually(
    () => {
      // Names are time-ordered ids.
      const texts = readdirSync(mails)
        .sort()
        .map((name) => readFileSync(join(mails, name), 'utf8'))
        .filter((text) => text.includes(`To: ${email}\n`));
      const link = /https?:\/\/\S+/.exec(texts.at(-1) ?? '')?.[0];
      if (link === undefined) {
        throw new Error('there is no such mail yet');
      }
      return link;
    },
    { what: `a mail to ${email}` },
  );
}
