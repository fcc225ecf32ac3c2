import { existsSync } from 'node:fs';
import type { Config } from './config.js';
import { systemEnvironment } from './foundation/system-environment.js';
import { createAuditLog } from './modules/people/audit-log.js';
import { createPeopleRepository } from './modules/people/repository.js';
import { openAppStore } from './stores.js';

/**
 * Makes an account the first platform admin, also while the server runs; answers what to print.
 * Throws an error with one clear line when there is one already, or no such account.
 */
export async function makeFirstAdmin(
  { database }: Pick<Config, 'database'>,
  email: string,
): Promise<string> {
  if (database.kind === 'sqlite' && !existsSync(database.appFile)) {
    throw new Error(`There is no database at ${database.appFile}. Start the server once first.`);
  }
  const store = await openAppStore(database);
  try {
    const environment = systemEnvironment();
    const repository = createPeopleRepository(store.documents);
    if (await repository.hasPlatformAdmin()) {
      throw new Error('There is a platform admin already; only that person can name another.');
    }
    const id = await store.accountIdOf(email);
    if (id === undefined) {
      throw new Error(`There is no account of ${email}. Sign up in the dashboard first.`);
    }
    const createdAt = environment.now().toISOString();
    await repository.setPlatformRole({ id, role: 'platform_admin', grantedBy: null, createdAt });
    await createAuditLog({ repository, ...environment }).record({
      ...{ actorId: 'command-line', organisationId: null, action: 'platform_role.granted' },
      ...{ objectId: id, detail: { role: 'platform_admin' } },
    });
    return `${email} is now a platform admin.`;
  } finally {
    await store.close();
  }
}
