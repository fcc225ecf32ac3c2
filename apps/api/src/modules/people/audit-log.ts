import type { AuditLog } from '../../foundation/ports.js';
import type { PeopleRepository } from './repository.js';

/** Keeps audit rows in the collection `audit_log`; rows are never changed. */
export function createAuditLog(deps: {
  readonly repository: Pick<PeopleRepository, 'addAuditRow'>;
  readonly now: () => Date;
  readonly newId: (prefix: string) => string;
}): AuditLog {
  return {
    record: ({ detail = {}, ...act }) =>
      deps.repository.addAuditRow({
        ...{ id: deps.newId('aud'), at: deps.now().toISOString(), ...act },
        detail: JSON.parse(JSON.stringify(detail)),
      }),
  };
}
