import { expect, inject, test } from 'vitest';
import { buyByApi, callAgent, newKey, type WalletView } from './market.js';
import { newPerson } from './person.js';

const server = inject('server');
const agentUrl = `${server.baseUrl}/gateway/a2a/word-count`;

const ROUNDS = 5;
/** Leaves 10 credits of the Starter Pack's 1,000: 10 calls before, and 10 in parallel. */
const MOST_OF_IT = { amount: { amount: '4.95', currency: 'USD' } };

test(`credits for 10 calls pay for exactly 10 of 100 parallel ones, ${ROUNDS} times`, async () => {
  const person = await newPerson(server, 'Zoe');
  const key = await newKey(person);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id } = await buyByApi(person);
    await person.call(`/api/v1/purchases/${id}/refunds`, { body: MOST_OF_IT });
    const paidFor = await Promise.all(
      Array.from({ length: 10 }, () => callAgent(agentUrl, { key })),
    );
    expect(paidFor.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await person.call<WalletView>('/api/v1/wallet')).available).toBe('5');
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => callAgent(agentUrl, { key })),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(200), ...Array(90).fill(402)]);
    const wallet = await person.call<WalletView>('/api/v1/wallet');
    expect(wallet).toMatchObject({ available: '0', held: '0', posted: '0', debt: '0' });
  }
});
