import { billingRoles } from '@telex-credits/contracts';
import { update } from '@telex-credits/store';
import { workLeased } from '../../jobs/leased-work.js';
import { priceWords } from './price-words.js';
import type { NoticeDoc } from './schemas.js';
import type { PriceNoticesDeps } from './service.js';

/** Seconds until a mail that was not taken is tried again; after the last one nobody tries any more. */
const backoffSeconds = [30, 120, 600, 3600, 21_600, 86_400];
const leaseSeconds = 120;

function textOf(notice: NoticeDoc, appOrigin: string): { subject: string; text: string } {
  const { moduleName, moduleSlug, kind, from, to, effectiveAt } = notice;
  const day = `${effectiveAt.slice(0, 16).replace('T', ' ')} UTC`;
  const link = `${appOrigin}/marketplace/${moduleSlug}`;
  const prices = `Now: ${priceWords(from)}.\nFrom ${day}: ${priceWords(to)}.`;
  return kind === 'rise'
    ? {
        subject: `The price of ${moduleName} rises on ${effectiveAt.slice(0, 10)}`,
        text: `${moduleName}, which your organisation uses, will cost more.\n\n${prices}\n\nCalls that have started by then keep their price.\n\n${link}`,
      }
    : {
        subject: `The price of ${moduleName} does not rise`,
        text: `The rise that was announced for ${day} was taken back.\n\nIt would have been: ${priceWords(to)}.\n\n${link}`,
      };
}

/** Mails notices that are due, to an organisation's administrators and managers, each address once. */
export async function mailDueNotices(deps: PriceNoticesDeps): Promise<void> {
  const { organisations, mailer, now, appOrigin } = deps;
  const collection = deps.collections.notices;

  async function again({ id }: NoticeDoc): Promise<void> {
    await update(collection, id, (doc) => {
      const wait = backoffSeconds[doc.mailAttempts];
      const mailDueAt =
        wait === undefined ? null : new Date(now().getTime() + wait * 1000).toISOString();
      return { ...doc, mailAttempts: doc.mailAttempts + 1, mailDueAt, leaseUntil: null };
    });
  }

  /** Whether the mail server has taken it for every address. */
  async function sendAll(notice: NoticeDoc): Promise<boolean> {
    const mail = textOf(notice, appOrigin);
    const addresses = await organisations.emails(notice.organisationId, billingRoles);
    const missing = addresses.filter((address) => !notice.mailedTo.includes(address));
    let taken = true;
    for (const to of missing) {
      if (await mailer.send({ to, ...mail })) {
        await update(collection, notice.id, (doc) => ({ ...doc, mailedTo: [...doc.mailedTo, to] }));
      } else {
        taken = false;
      }
    }
    return taken;
  }

  await workLeased({
    collection,
    due: {
      ...{ index: 'by_mail', equals: [], limit: 20 },
      range: { before: new Date(now().getTime() + 1).toISOString() },
    },
    ...{ now, leaseSeconds },
    async work(notice) {
      // A rise that was replaced before it could be mailed is not told any more.
      if (notice.replacedAt === null && !(await sendAll(notice))) {
        return again(notice);
      }
      await update(collection, notice.id, (doc) => ({ ...doc, mailDueAt: null, leaseUntil: null }));
    },
    failed: again,
  });
}
