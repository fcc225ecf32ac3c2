import type { adminPeopleRoutes, QueryOf, ReplyOf } from '@telex-credits/contracts';
import type { AuditRow, OrganisationDoc } from './schemas.js';
import type { PeopleDeps } from './service.js';

type Routes = typeof adminPeopleRoutes;
type Found = ReplyOf<Routes['organisations']>;

/** Members of an organisation among whom its administrators are looked for. */
const membersSeen = 50;

/** What platform admins see of people: organisations to choose from, and the audit log. */
export function createPeopleAdmin({ repository, identity }: PeopleDeps) {
  async function showFound(docs: readonly OrganisationDoc[]): Promise<Found['data']> {
    const members = await Promise.all(
      docs.map(async ({ id }) => (await repository.membersOf(id, { limit: membersSeen })).items),
    );
    const administrators = members.map((all) =>
      all.filter(({ role }) => role === 'administrator').map(({ personId }) => personId),
    );
    const accounts = await identity().byIds([...new Set(administrators.flat())]);
    const emails = new Map(accounts.map(({ id, email }) => [id, email]));
    return docs.map(({ id, name, personal, createdAt }, at) => ({
      ...{ id, name, personal, createdAt },
      administrators: (administrators[at] ?? []).flatMap((id) => emails.get(id) ?? []),
    }));
  }

  /** Organisations of the account with an address: all of them on one page. */
  async function ofAddress(email: string): Promise<Found> {
    const account = await identity().byEmail(email);
    const memberships = account === undefined ? [] : await repository.membershipsOf(account.id);
    const docs = await Promise.all(
      memberships.map(({ organisationId }) => repository.organisation(organisationId)),
    );
    const data = await showFound(docs.filter((doc) => doc !== undefined));
    return { data, nextCursor: null };
  }

  async function showAudit(rows: readonly AuditRow[]): Promise<ReplyOf<Routes['audit']>['data']> {
    const ids = new Set(rows.flatMap(({ organisationId }) => organisationId ?? []));
    const docs = await Promise.all([...ids].map((id) => repository.organisation(id)));
    const names = new Map(docs.flatMap((doc) => (doc === undefined ? [] : [[doc.id, doc.name]])));
    const accounts = await identity().byIds([...new Set(rows.map(({ actorId }) => actorId))]);
    const emails = new Map(accounts.map(({ id, email }) => [id, email]));
    return rows.map((row) => ({
      ...row,
      actorEmail: emails.get(row.actorId) ?? null,
      organisationName: names.get(row.organisationId ?? '') ?? null,
    }));
  }

  return {
    /**
     * Organisations by a member's whole e-mail address, by their id, or by words of their name; all
     * of them without a search. Newest first.
     */
    async searchOrganisations({
      search = '',
      ...page
    }: QueryOf<Routes['organisations']>): Promise<Found> {
      if (search.includes('@')) {
        return ofAddress(search);
      }
      const known = search === '' ? undefined : await repository.organisation(search);
      if (known !== undefined) {
        return { data: await showFound([known]), nextCursor: null };
      }
      const words = search.toLowerCase().split(/\s+/);
      const wanted = ({ name }: OrganisationDoc) =>
        words.every((word) => name.toLowerCase().includes(word));
      const { items, nextCursor } = await repository.organisationPage(wanted, page);
      return { data: await showFound(items), nextCursor };
    },

    /** Who did what, newest first. `actor` is an id or an account's e-mail address. */
    async auditLog({
      actor,
      organisationId,
      action,
      ...page
    }: QueryOf<Routes['audit']>): Promise<ReplyOf<Routes['audit']>> {
      const account = actor?.includes('@') ? await identity().byEmail(actor) : undefined;
      const filters = {
        ...(actor === undefined ? {} : { actorId: account?.id ?? actor }),
        ...(organisationId === undefined ? {} : { organisationId }),
        ...(action === undefined ? {} : { action }),
      };
      const { items, nextCursor } = await repository.auditPage(filters, page);
      return { data: await showAudit(items), nextCursor };
    },
  };
}
