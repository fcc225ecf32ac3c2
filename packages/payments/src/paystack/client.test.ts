import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type PaystackStandIn,
  paystackExampleReplies,
  startPaystackStandIn,
} from '@telex-credits/payments-testkit';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, test } from 'vitest';
import type { z } from 'zod';
import { ProviderRefusal, ProviderUnknown } from '../errors.js';
import { createPaystackClient } from './client.js';
import { readAll } from './paging.js';
import * as replies from './replies.js';
import { createPaystackTransfers } from './transfers.js';

const secretKey = 'sk_test_0123456789abcdef';
let paystack: PaystackStandIn;
let client: ReturnType<typeof createPaystackClient>;
let transfers: ReturnType<typeof createPaystackTransfers>;
beforeEach(async () => {
  paystack = await startPaystackStandIn({ secretKey });
  const api = { baseUrl: paystack.url, secretKey };
  [client, transfers] = [createPaystackClient(api), createPaystackTransfers(api)];
});
afterEach(() => paystack.close());

const dataOf = (name: string) => {
  const reply = paystackExampleReplies()[name]?.['200']?.data;
  return (reply as { readonly data: unknown } | undefined)?.data;
};

const documented: readonly (readonly [string, z.ZodType])[] = [
  ['disputes-resolve', replies.disputeSchema],
  ['miscellaneous-bank', replies.bankSchema.array()],
  ['refunds-create', replies.refundSchema],
  ['refunds-fetch', replies.refundSchema],
  ['transactions-charge_authorization', replies.chargedSchema],
  ['transactions-charge_authorization', replies.transactionSchema],
  ['transactions-initialize', replies.initializedSchema],
  ['transactions-verify', replies.transactionSchema],
  ['transfer-recipient-create', replies.recipientSchema],
  ['transfers-bulk', replies.transferSchema.partial({ domain: true }).array()],
  ['transfers-control-balance', replies.balancesSchema],
  ['transfers-finalize', replies.transferSchema],
  ['transfers-initiate', replies.transferSchema],
  ['transfers-verify', replies.transferSchema],
  ['verification-resolve-account', replies.accountSchema],
];

test.each(documented)('the documented answer %s is read', (name, schema) => {
  expect(dataOf(name)).toBeDefined();
  expect(schema.safeParse(dataOf(name)).error).toBeUndefined();
});

test('every documented answer is looked at', () => {
  const names = new Set(documented.map(([name]) => name));
  expect(Object.keys(paystackExampleReplies()).filter((name) => !names.has(name))).toEqual([]);
});

test('amounts are exact, whether they come as numbers or as text', () => {
  const refund = { id: 1, transaction: 1641, amount: '9007199254740993', currency: 'NGN' };
  const read = (amount: unknown) =>
    replies.refundSchema.safeParse({ ...refund, status: '', amount });
  expect(read('9007199254740993').data?.amount).toBe(9_007_199_254_740_993n);
  expect(read(500_000).data?.amount).toBe(500_000n);
  for (const bad of [10.5, 2 ** 53, '10.5', '-1', -1, null]) {
    expect(read(bad).success).toBe(false);
  }
});

describe('a transfer', () => {
  const reference = 'pay_0123456789abcdef';
  async function recipient() {
    const made = await transfers.createRecipient({
      ...{ type: 'nuban', name: 'Tolu Robert', account_number: '0100000001' },
      ...{ bank_code: '058', currency: 'NGN' },
    });
    return made.recipient_code;
  }
  const order = (code: string, amount = 100_000n) => ({
    ...{ source: 'balance' as const, amount, recipient: code, reference, reason: 'Earnings' },
    currency: 'NGN' as const,
  });

  it('is sent once per reference, and asked about by it', async () => {
    const code = await recipient();
    expect(await recipient()).toBe(code);
    paystack.setBalance('NGN', 150_000);
    paystack.faults.add({ kind: 'close', when: 'after', on: 'POST /transfer' });
    await expect(transfers.initiate(order(code))).rejects.toThrow(ProviderUnknown);
    await expect(transfers.initiate(order(code))).rejects.toThrow(ProviderRefusal);
    expect(await transfers.verify(reference)).toMatchObject({
      status: 'pending',
      amount: 100_000n,
    });
    expect(await transfers.balances()).toEqual([{ currency: 'NGN', balance: 50_000n }]);
    paystack.moveTransfer(reference, 'success');
    paystack.moveTransfer(reference, 'reversed');
    expect(await transfers.verify(reference)).toMatchObject({ status: 'reversed' });
    expect(await transfers.balances()).toEqual([{ currency: 'NGN', balance: 150_000n }]);
    expect(paystack.violations).toEqual([]);
  });

  it('waits for a code where the account asks for one', async () => {
    paystack.requireOtp();
    const { status, transfer_code } = await transfers.initiate(order(await recipient()));
    expect(status).toBe('otp');
    const wrong = transfers.finalize({ transfer_code, otp: '000000' });
    await expect(wrong).rejects.toThrow(ProviderRefusal);
    expect(await transfers.finalize({ transfer_code, otp: '123456' })).toMatchObject({
      status: 'pending',
    });
  });

  it('above the balance, to nobody, or unheard of is refused', async () => {
    const code = await recipient();
    paystack.setBalance('NGN', 1);
    await expect(transfers.initiate(order(code))).rejects.toThrow('balance is not enough');
    await expect(transfers.initiate(order('RCP_nobody'))).rejects.toThrow('Recipient');
    await expect(transfers.verify('pay_unheard_of_000')).rejects.toThrow(ProviderRefusal);
  });

  it('goes to an account whose owner can be looked up', async () => {
    const banks = await readAll((mark) => transfers.banks({ currency: 'NGN', mark }));
    expect(banks.map(({ code }) => code)).toContain('058');
    const account = { account_number: '0022728151', bank_code: '058' };
    expect(await transfers.resolveAccount(account)).toMatchObject({ account_name: 'TEST ACCOUNT' });
    const other = transfers.resolveAccount({ account_number: '00', bank_code: '058' });
    await expect(other).rejects.toThrow(ProviderRefusal);
  });
});

test('a request that is not well-formed throws before anything is sent', async () => {
  const initialize = (change: object) =>
    (async () =>
      client.initialize({
        ...{ email: 'a@b.co', amount: 100n, currency: 'NGN', reference: 'pur-1' },
        ...{ callback_url: 'https://a.test/', metadata: {} },
        ...change,
      }))();
  for (const change of [
    { amount: 0n },
    { amount: 2n ** 53n },
    { amount: 10.5 },
    { currency: 'EUR' },
    { reference: 'pur_1' },
    { email: 'nobody' },
    { amuont: 1n },
  ]) {
    await expect(initialize(change)).rejects.toThrow();
  }
  expect(paystack.requests).toEqual([]);
  await initialize({});
  expect(paystack.violations).toEqual([]);
});

test('an error tells neither the key nor the request', async () => {
  paystack.faults.add({ kind: 'close', when: 'before' });
  const error: unknown = await client.verify('pur-1').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderUnknown);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secretKey);
});

/** A client of a server that gives one answer to everything. */
async function clientOf(answer: { readonly status: number; readonly text: string }) {
  const server = createServer((_req, res) => {
    res.writeHead(answer.status);
    res.end(answer.text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return createPaystackClient({ baseUrl: `http://127.0.0.1:${port}`, secretKey });
}

test.each([
  ['a page of a proxy', '<html>'],
  ['another shape', '{"status":true,"data":{"id":1}}'],
  ['a call that "worked" with status false', '{"status":false,"message":"?"}'],
])('an answer that is %s leaves the outcome open', async (_, text) => {
  const odd = await clientOf({ status: 200, text });
  await expect(odd.verify('pur-1')).rejects.toThrow(ProviderUnknown);
});

const documentedErrors = Object.entries(paystackExampleReplies()).flatMap(([name, answers]) =>
  Object.entries(answers)
    .filter(([status]) => status !== '200')
    .map(([status, { data }]) => [name, Number(status), data as { message: string }] as const),
);
test.each(documentedErrors)(
  'the documented error of %s (%i) is a refusal',
  async (_, status, data) => {
    const odd = await clientOf({ status, text: JSON.stringify(data) });
    const error: unknown = await odd.verify('pur-1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderRefusal);
    expect(error).toMatchObject({ message: `Paystack: ${data.message}` });
  },
);
