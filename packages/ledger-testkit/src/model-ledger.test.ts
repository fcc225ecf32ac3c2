import { ledgerContract } from './contract-suite.js';
import { ModelLedger } from './model-ledger.js';

ledgerContract('ModelLedger', async (options) => new ModelLedger(options), {
  reopen: { lacks: 'it keeps everything in memory' },
});
