import { billingRoles } from '@telex-credits/contracts';
import { workLeased } from '../../jobs/leased-work.js';
import type { WebhookContext } from './context.js';
import type { EndpointDoc } from './schemas.js';

/** Minutes until a mail that was not taken is tried again; after the last one nobody tries any more. */
const backoffMinutes = [1, 10, 60, 360, 1440];
const leaseSeconds = 120;

const why: Readonly<Record<NonNullable<EndpointDoc['disabledReason']>, string>> = {
  by_person: 'Somebody disabled it.',
  failing: 'Nothing could be delivered to it for five days.',
  gone: 'It answered 410 Gone, which says that it wants no more deliveries.',
};

/** Mails administrators and managers that an endpoint was disabled, until a mail server has taken it. */
export async function mailNotices(context: WebhookContext): Promise<void> {
  const { environment, organisations, mailer, appOrigin } = context;
  const { endpoints } = context.repository;

  async function tell(doc: EndpointDoc): Promise<boolean> {
    const { organisationId } = doc;
    const name = (await organisations.name(organisationId)) ?? organisationId;
    const lines = [
      `The webhook endpoint ${new URL(doc.url).origin} was disabled. ${why[doc.disabledReason ?? 'failing']}`,
      'Events are kept for 30 days. When the endpoint works again, enable it and send again what was missed.',
      `Organisation: ${name}\nEndpoint: ${doc.id}\nSettings: ${appOrigin}/webhook-endpoints`,
    ];
    const mail = { subject: 'A webhook endpoint was disabled', text: lines.join('\n\n') };
    let taken = true;
    for (const to of await organisations.emails(organisationId, billingRoles)) {
      taken = (await mailer.send({ to, ...mail })) && taken;
    }
    return taken;
  }

  async function again({ id }: EndpointDoc): Promise<void> {
    const now = environment.now().getTime();
    await endpoints.change(id, (doc) => {
      const wait = backoffMinutes[doc.noticeAttempts];
      const noticeDueAt = wait === undefined ? null : new Date(now + wait * 60_000).toISOString();
      return { ...doc, noticeAttempts: doc.noticeAttempts + 1, noticeDueAt, leaseUntil: null };
    });
  }

  await workLeased({
    collection: endpoints.collection,
    due: {
      index: 'by_notice',
      equals: [],
      range: { before: new Date(environment.now().getTime() + 1).toISOString() },
      limit: 20,
    },
    ...{ now: environment.now, leaseSeconds },
    async work(doc) {
      if (!(await tell(doc))) {
        return again(doc);
      }
      await endpoints.change(doc.id, (before) => ({
        ...before,
        ...{ noticeDueAt: null, leaseUntil: null },
      }));
    },
    failed: again,
  });
}
