import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import type { Environment } from './environment.js';
import type { Mailer } from './ports.js';

/**
 * Sends over SMTP. A mail that cannot be sent is logged, not thrown: whoever signed up can ask for
 * the link again, and must not see a half-made account as a failure.
 */
export function createSmtpMailer(deps: {
  readonly smtpUrl: string;
  readonly from: string;
  readonly logger: Logger;
}): Mailer {
  const transport = createTransport(deps.smtpUrl);
  return {
    async send({ to, subject, text, attachments = [] }) {
      try {
        const mail = { from: deps.from, to, subject, text };
        await transport.sendMail({ ...mail, attachments: [...attachments] });
        return true;
      } catch (error) {
        deps.logger.error({ err: error, subject }, 'mail could not be sent');
        return false;
      }
    },
  };
}

/**
 * Where no SMTP_URL is set: every mail becomes a file, and in development its link is logged, so
 * that a newcomer can confirm an address without a mail server.
 */
export function createFolderMailer(deps: {
  readonly folder: string;
  readonly environment: Pick<Environment, 'now' | 'newId'>;
  readonly logger: Logger;
  readonly logLinks: boolean;
}): Mailer {
  return {
    async send({ to, subject, text, attachments = [] }) {
      await mkdir(deps.folder, { recursive: true, mode: 0o700 });
      const base = join(deps.folder, deps.environment.newId('mail'));
      const file = `${base}.txt`;
      const sent = `Date: ${deps.environment.now().toISOString()}\nTo: ${to}\nSubject: ${subject}`;
      await writeFile(file, `${sent}\n\n${text}\n`, { mode: 0o600 });
      for (const { filename, content } of attachments) {
        await writeFile(`${base}-${filename}`, content, { mode: 0o600 });
      }
      const link = /https?:\/\/\S+/.exec(text)?.[0];
      deps.logger.info(
        deps.logLinks ? { to, link } : { file },
        `mail "${subject}" was written to the mail folder`,
      );
      return true;
    },
  };
}
