import type { PlatformRole, Role, Scope } from '@telex-credits/contracts';

/** A signed-in person, acting for one organisation. */
export interface Person {
  readonly kind: 'person';
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
  readonly platformRole: PlatformRole | null;
  /** The organisation picked by `X-Organisation-Id`, or the person's first. */
  readonly organisationId: string;
  readonly role: Role;
}

/** A program with an API key of one organisation. */
export interface KeyHolder {
  readonly kind: 'key';
  readonly keyId: string;
  readonly organisationId: string;
  readonly scopes: readonly Scope[];
  /** Null where the key may call every module. */
  readonly moduleIds: readonly string[] | null;
  /** The platform admin who made a key with scope `admin`: platform routes act as that person. */
  readonly platformAdmin?: Person;
}

/** Who a request comes from, as far as it is known. */
export type Principal = Person | KeyHolder;
