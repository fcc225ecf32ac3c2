import { z } from 'zod';

/** Roles in an organisation, as Telex names them. Billing belongs to administrator and manager. */
export const roles = ['administrator', 'manager', 'project_lead', 'user', 'guest'] as const;
export const roleSchema = z.enum(roles).meta({ id: 'Role' });
export type Role = (typeof roles)[number];

/** Everybody in an organisation. */
export const anyRole: readonly Role[] = [...roles];
/** Who may buy, refund and set limits. */
export const billingRoles: readonly Role[] = ['administrator', 'manager'];
/** Who may use and manage keys, connections and modules. */
export const builderRoles: readonly Role[] = ['administrator', 'manager', 'project_lead'];
/** Who may spend: everybody but guests. */
export const spenderRoles: readonly Role[] = ['administrator', 'manager', 'project_lead', 'user'];

/** Roles on the whole platform; a product manager reads and changes nothing. */
export const platformRoles = ['platform_admin', 'product_manager'] as const;
export const platformRoleSchema = z.enum(platformRoles).meta({ id: 'PlatformRole' });
export type PlatformRole = (typeof platformRoles)[number];

/** What an API key may do. */
export const scopes = [
  'gateway',
  'wallet:read',
  'charges:write',
  'usage:read',
  'modules:write',
  'earnings:read',
  'payouts:write',
  'admin',
] as const;
export const scopeSchema = z.enum(scopes).meta({ id: 'Scope' });
export type Scope = (typeof scopes)[number];
