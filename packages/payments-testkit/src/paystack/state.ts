/** Minor units. A stand-in speaks JSON only, where an amount is a number. */
type Amount = number;

export interface PaystackAuthorization {
  readonly code: string;
  readonly email: string;
  readonly reusable: boolean;
  active: boolean;
}

export interface PaystackTransaction {
  readonly id: number;
  readonly reference: string;
  readonly accessCode: string;
  readonly email: string;
  readonly createdAt: string;
  readonly callbackUrl: string | null;
  domain: string;
  amount: Amount;
  currency: string;
  metadata: unknown;
  status: string;
  channel: string | null;
  gatewayResponse: string | null;
  paidAt: string | null;
  authorization: PaystackAuthorization | null;
}

export interface PaystackRefund {
  readonly id: number;
  readonly transaction: PaystackTransaction;
  readonly dispute: number | null;
  readonly amount: Amount;
  readonly createdAt: string;
  readonly customerNote: string;
  readonly merchantNote: string;
  status: string;
}

export interface PaystackDispute {
  readonly id: number;
  readonly transaction: PaystackTransaction;
  readonly category: string;
  readonly createdAt: string;
  readonly dueAt: string;
  refundAmount: Amount;
  status: string;
  resolution: string | null;
  resolvedAt: string | null;
}

export interface PaystackRecipient {
  readonly id: number;
  readonly code: string;
  readonly type: string;
  readonly name: string;
  readonly accountNumber: string;
  readonly bankCode: string;
  readonly currency: string;
}

export interface PaystackTransfer {
  readonly id: number;
  readonly code: string;
  readonly reference: string;
  readonly amount: Amount;
  readonly currency: string;
  readonly reason: string;
  readonly recipient: PaystackRecipient;
  readonly createdAt: string;
  status: string;
}

/** What becomes of the next charge of a saved authorization. */
export type ChargeOutcome = 'success' | 'decline' | 'challenge' | 'pending';

/** Everything that the stand-in remembers. */
export interface PaystackState {
  readonly now: () => Date;
  /** `test` or `live`, after the key. */
  readonly domain: string;
  readonly transactions: Map<string, PaystackTransaction>;
  readonly authorizations: Map<string, PaystackAuthorization>;
  readonly refunds: PaystackRefund[];
  readonly disputes: PaystackDispute[];
  readonly recipients: Map<string, PaystackRecipient>;
  readonly transfers: Map<string, PaystackTransfer>;
  /** By currency. */
  readonly balances: Map<string, Amount>;
  /** Outcomes of the next charges; success when empty. */
  readonly charges: ChargeOutcome[];
  transfersNeedOtp: boolean;
  /** Whether the list of refunds can be asked for one transaction's. */
  filtersRefunds: boolean;
  nextNumber(): number;
}

/** A stand-in's memory, empty. */
export function makeState(deps: {
  readonly now: () => Date;
  readonly domain: string;
}): PaystackState {
  let number = 4_099_260_000;
  return {
    ...deps,
    transactions: new Map(),
    authorizations: new Map(),
    refunds: [],
    disputes: [],
    recipients: new Map(),
    transfers: new Map(),
    balances: new Map([['NGN', 170_000_000]]),
    charges: [],
    transfersNeedOtp: false,
    filtersRefunds: true,
    nextNumber() {
      number += 1;
      return number;
    },
  };
}

/** A code such as `AUTH_…`: a prefix, and a number that nothing else has. */
export function makeCode(state: PaystackState, prefix: string): string {
  return `${prefix}_${state.nextNumber().toString(36).padStart(10, '0')}`;
}
