import type { PriceNotice, priceNoticeRoutes, QueryOf, ReplyOf } from '@telex-credits/contracts';
import { type Collection, UniqueViolation, update } from '@telex-credits/store';
import { pageOf } from '../../foundation/page-of.js';
import type { Mailer, Organisations } from '../../foundation/ports.js';
import type { MarketplaceService } from '../marketplace/service.js';
import { mailDueNotices } from './mail.js';
import type { PriceNoticeCollections } from './repository.js';
import type { NoticeDoc } from './schemas.js';

type PriceChange = Awaited<ReturnType<MarketplaceService['priceChangesSince']>>[number];
type Rise = NonNullable<PriceChange['rise']>;

export interface PriceNoticesDeps {
  readonly collections: PriceNoticeCollections;
  readonly priceChangesSince: MarketplaceService['priceChangesSince'];
  /** Organisations that called a module since a time. */
  readonly usersOf: (moduleId: string, from: string) => Promise<ReadonlySet<string>>;
  /** Organisations with a key or a connection for this module only, or among few. */
  readonly keptTo: (moduleId: string) => Promise<ReadonlySet<string>>;
  readonly organisations: Pick<Organisations, 'emails'>;
  readonly mailer: Mailer;
  readonly now: () => Date;
  readonly appOrigin: string;
}

/** Tells those who use a module that its price rises, or that it does not after all. */
export interface PriceNoticesService {
  /** What is announced to an organisation and not yet in force, the next one first. */
  list(
    organisationId: string,
    query: QueryOf<typeof priceNoticeRoutes.list>,
  ): Promise<ReplyOf<typeof priceNoticeRoutes.list>>;
  /** The job: finds new price versions and mails what is due. Safe to run anywhere, at any time. */
  announceDue(): Promise<void>;
}

const usedWithinMs = 90 * 86_400_000;
/** Rises come 14 days ahead: whatever was missed since is still worth telling. */
const lookBackMs = 30 * 86_400_000;
/** Clocks of several machines differ; a version may be seen a little after its time. */
const overlapMs = 600_000;

async function insertedOnce<T extends { readonly id: string }>(
  collection: Collection<T>,
  doc: T,
): Promise<void> {
  await collection.insert(doc).catch((error: unknown) => {
    if (!(error instanceof UniqueViolation)) {
      throw error;
    }
  });
}

function wire(doc: NoticeDoc): PriceNotice {
  const { id, moduleId, moduleName, moduleSlug, kind, from, to, effectiveAt, createdAt } = doc;
  return { id, moduleId, moduleName, moduleSlug, kind, from, to, effectiveAt, createdAt };
}

export function createPriceNoticesService(deps: PriceNoticesDeps): PriceNoticesService {
  const { now } = deps;
  const { notices, announced } = deps.collections;
  let since: number | undefined;

  function notice(
    change: PriceChange,
    of: { readonly rise: Rise; readonly organisationId: string; readonly kind: NoticeDoc['kind'] },
  ): NoticeDoc {
    const { rise, organisationId, kind } = of;
    const at = now().toISOString();
    return {
      id: [kind === 'rise' ? 'rise' : 'back', rise.versionId, organisationId].join(':'),
      ...{ organisationId, kind, ...rise },
      moduleId: change.module.id,
      moduleName: change.module.name,
      moduleSlug: change.module.slug,
      ...{ createdAt: at, mailDueAt: at },
      ...{ replacedAt: null, mailAttempts: 0, mailedTo: [], leaseUntil: null },
    };
  }

  async function tellRise(change: PriceChange, rise: Rise): Promise<void> {
    const from = new Date(now().getTime() - usedWithinMs).toISOString();
    const { id, publisherId } = change.module;
    const users = new Set([...(await deps.usersOf(id, from)), ...(await deps.keptTo(id))]);
    for (const organisationId of users) {
      if (organisationId !== publisherId) {
        await insertedOnce(notices, notice(change, { rise, organisationId, kind: 'rise' }));
      }
    }
  }

  /** Tells everybody who had been told; who is told of another rise in its place needs no more. */
  async function takeBack(change: PriceChange, rise: Rise): Promise<void> {
    for await (const doc of deps.collections.ofVersion(rise.versionId)) {
      if (doc.kind === 'rise') {
        const { organisationId } = doc;
        if (change.rise === null) {
          await insertedOnce(notices, notice(change, { rise, organisationId, kind: 'taken_back' }));
        }
        const replacedAt = now().toISOString();
        await update(notices, doc.id, (old) => ({ ...old, replacedAt }));
      }
    }
  }

  async function announce(change: PriceChange): Promise<void> {
    if ((await announced.get(change.versionId)) !== undefined) {
      return;
    }
    if (change.rise !== null) {
      await tellRise(change, change.rise);
    }
    for (const rise of change.takenBack) {
      await takeBack(change, rise);
    }
    // Last: whoever died before does all of it again, and every notice has one id.
    await insertedOnce(announced, { id: change.versionId, at: now().toISOString() });
  }

  return {
    async list(organisationId, { limit, cursor }) {
      const page = await pageOf(() =>
        notices.find({
          ...{ index: 'by_organisation', equals: [organisationId], limit, cursor: cursor ?? null },
          range: { from: now().toISOString() },
        }),
      );
      const shown = page.items
        .map(({ doc }) => doc)
        .filter(({ replacedAt }) => replacedAt === null);
      return { data: shown.map(wire), nextCursor: page.nextCursor };
    },
    async announceDue() {
      const started = now().getTime();
      const from = new Date(since ?? started - lookBackMs).toISOString();
      for (const change of await deps.priceChangesSince(from)) {
        await announce(change);
      }
      since = started - overlapMs;
      await mailDueNotices(deps);
    },
  };
}
