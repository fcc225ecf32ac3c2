import type { Role } from '@telex-credits/contracts';

const names: Readonly<Record<Role, string>> = {
  administrator: 'Administrator',
  manager: 'Manager',
  project_lead: 'Project lead',
  user: 'User',
  guest: 'Guest',
};

/** A role as people write it. */
export function roleName(role: Role): string {
  return names[role];
}
