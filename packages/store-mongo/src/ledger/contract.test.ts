import { ledgerContract } from '@telex-credits/ledger-testkit';
import { useMongoServer } from '@telex-credits/mongo-stand-in';
import type { LedgerStore } from '@telex-credits/store';
import { openMongoLedger } from './open-ledger.js';

const server = useMongoServer();
const urls = new WeakMap<LedgerStore, string>();

async function open(url: string, options: { now: () => Date; baseCurrency: 'USD' }) {
  const store = await openMongoLedger({ ...options, url });
  urls.set(store, url);
  return store;
}

ledgerContract(
  'MongoDB',
  (options) => open(server.newDatabase(), { ...options, baseCurrency: 'USD' }),
  {
    reopen: async (store, options) => {
      await store.close();
      return open(urls.get(store) ?? '', { ...options, baseCurrency: 'USD' });
    },
  },
);
