import type { LedgerStore } from '@telex-credits/store';

/** A ledger whose next submissions can be made to fail, before or after they are done. */
export interface FlakyLedger extends LedgerStore {
  /** How the next submissions go wrong, one each. */
  readonly faults: ('answers_unknown' | 'dies_after')[];
}

/** Wraps a ledger; each fault hits one submission. */
export function flaky(ledger: LedgerStore): FlakyLedger {
  const faults: FlakyLedger['faults'] = [];
  const submit: LedgerStore['submit'] = async (operations) => {
    const fault = faults.shift();
    if (fault === 'answers_unknown') {
      return operations.map(() => ({ ok: false, refusal: { code: 'unknown' }, replayed: false }));
    }
    const results = await ledger.submit(operations);
    if (fault === 'dies_after') {
      throw new Error('the process died here');
    }
    return results;
  };
  return new Proxy(ledger, {
    get(target, name) {
      if (name === 'submit' || name === 'faults') {
        return name === 'submit' ? submit : faults;
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as FlakyLedger;
}
