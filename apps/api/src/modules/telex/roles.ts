import type { Role } from '@telex-credits/contracts';

const names: ReadonlyMap<string, Role> = new Map([
  ['administrator', 'administrator'],
  ['manager', 'manager'],
  ['project lead', 'project_lead'],
  ['user', 'user'],
  ['guest', 'guest'],
]);

/** The role here for Telex's name of it; what is not known may do as little as a guest. */
export function roleOf(name: string): Role {
  return names.get(name.trim().toLowerCase()) ?? 'guest';
}
