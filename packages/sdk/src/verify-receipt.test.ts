import { describe, expect, it } from 'vitest';
import type { ModelPrice, Receipt } from './generated/types.js';
import { verifyReceipt } from './verify-receipt.js';

const at = '2026-11-24T10:00:00.000Z';
const usd = (amount: string) => ({ amount, currency: 'USD' }) as const;

const line = {
  ...{ what: 'call', quantity: '1', unit: 'call', unitPrice: '0.5', credits: '0.5' },
  estimated: false,
};

/** Half a credit that had cost 0.00175 USD, of which the developer gets 80 %. */
const perCall: Receipt = {
  ...{ id: 'use_1', at, organisationId: 'org_1', moduleId: 'mod_1', moduleName: 'M' },
  ...{ publisherId: 'org_2', keyId: null, authorisationId: null, route: '/', outcome: 'success' },
  ...{ credits: '0.5', held: '0.5', excess: '0', creditPrice: null, estimated: false },
  ...{ metered: null, modelPrice: null, rounding: { mode: 'up', to: '0.000001' } },
  priceVersion: {
    ...{ id: 'prc_1', effectiveAt: at, createdAt: at },
    price: { model: 'per_call', credits: '0.5' },
  },
  lines: [line],
  lots: [
    {
      ...{ lotId: 'lot_1', kind: 'paid', credits: '0.5' },
      ...{ collected: usd('0.00175'), developer: usd('0.0014') },
    },
  ],
  ...{ collected: usd('0.00175'), developerShare: usd('0.0014'), platformShare: usd('0.00035') },
  ...{ developerBps: 8000, asked: null, upstreamStatus: 200, durationMs: 1 },
  ...{ requestId: null, reference: null },
};

/** 1000 × 0.000003 USD ÷ 0.0035 = 0.857142857142… credits, rounded up once; nobody's lot. */
const perToken: Receipt = {
  ...perCall,
  ...{ credits: '0.857143', held: '2', creditPrice: '0.0035', publisherId: null },
  priceVersion: {
    ...perCall.priceVersion,
    price: { model: 'per_token', markupBps: 0, minimum: '0.01' },
  },
  lines: [
    { ...line, quantity: '1000', unitPrice: '0.000003 USD', credits: '0.857142857142' },
    { ...line, quantity: '0', unitPrice: '0.000009 USD', credits: '0' },
  ],
  lots: [
    {
      ...{ lotId: 'lot_1', kind: 'promotional', credits: '0.857143' },
      ...{ collected: usd('0.00'), developer: usd('0.00') },
    },
  ],
  ...{ collected: usd('0.00'), developerShare: usd('0.00'), platformShare: usd('0.00') },
};

/** 25.2 pages: 26 started, 10 free, 10 at 0.03, 6 at 0.02. */
const perUnit: Receipt = {
  ...perToken,
  ...{ credits: '0.42', held: '2', creditPrice: null },
  priceVersion: {
    ...perCall.priceVersion,
    price: {
      ...{ model: 'per_unit', unit: 'page', quantity: { in: 'body', at: '/pages' } },
      tiers: [
        { upTo: 10, credits: '0' },
        { upTo: 20, credits: '0.03' },
        { upTo: null, credits: '0.02' },
      ],
      ...{ minimum: '0.1', maximum: '2' },
    },
  },
  metered: { quantity: '25.2', unit: 'page', estimated: false },
  lines: [
    { ...line, quantity: '10', unitPrice: '0', credits: '0' },
    { ...line, quantity: '10', unitPrice: '0.03', credits: '0.3' },
    { ...line, quantity: '6', unitPrice: '0.02', credits: '0.12' },
  ],
  lots: [{ ...perToken.lots[0], credits: '0.42' }] as Receipt['lots'],
};

const right = (receipt: Receipt) => expect(verifyReceipt(receipt).disagreements).toEqual([]);
const wrong = (receipt: Receipt, what: RegExp) => {
  const { ok, disagreements } = verifyReceipt(receipt);
  expect(ok).toBe(false);
  expect(disagreements.join('\n')).toMatch(what);
};

describe('a receipt that is right', () => {
  it('per call and per token, with the conversion rounded up once', () => {
    right(perCall);
    right(perToken);
    expect(verifyReceipt(perToken).computedCredits).toBe('0.857143');
  });

  it('per unit, graduated, lifted to the minimum, cut at the maximum, estimated or deducted', () => {
    right(perUnit);
    const [first, second] = perUnit.lines as [typeof line, typeof line];
    const lots = (credits: string) => [{ ...perToken.lots[0], credits }] as Receipt['lots'];
    const used = (quantity: string) => ({ ...perUnit.metered, quantity }) as Receipt['metered'];
    right({
      ...{ ...perUnit, metered: used('11.5'), credits: '0.1', lots: lots('0.1') },
      lines: [
        first,
        { ...second, quantity: '2', credits: '0.06' },
        { ...line, what: 'up to the minimum per call', unitPrice: '0.04', credits: '0.04' },
      ],
    });
    const assumed = { quantity: '1', unit: 'page', estimated: true };
    right({
      ...{ ...perUnit, metered: assumed, credits: '0.1', lots: lots('0.1'), estimated: true },
      lines: [
        { ...first, quantity: '1', estimated: true },
        { ...line, what: 'up to the minimum per call', unitPrice: '0.1', credits: '0.1' },
      ],
    });
    const charged = { ...line, what: 'charge', unitPrice: '1.5', credits: '1.5' };
    right({ ...perUnit, metered: null, credits: '1.5', lots: lots('1.5'), lines: [charged] });
    right({ ...perUnit, metered: null, credits: '0', lots: [], lines: [] });
  });

  it('with a mark-up and lifted to the minimum', () => {
    const price = { model: 'per_token', markupBps: 2000, minimum: '0.01' } as const;
    const lots = [{ ...perToken.lots[0], credits: '0.01' }] as Receipt['lots'];
    right({
      ...perToken,
      ...{ credits: '0.01', lots, priceVersion: { ...perToken.priceVersion, price } },
      lines: [
        // 10 × 0.00000001 ÷ 0.0035 × 1.2
        { ...line, quantity: '10', unitPrice: '0.00000001 USD', credits: '0.000034285714' },
        { ...line, what: 'minimum', unitPrice: '0.009965', credits: '0.009965' },
      ],
    });
  });

  it('that was cut to what was held, that cost nothing, and that was lost', () => {
    const lots = [{ ...perToken.lots[0], credits: '0.5' }] as Receipt['lots'];
    right({ ...perToken, credits: '0.5', held: '0.5', excess: '0.357143', lots });
    const nothing = { collected: usd('0'), developerShare: usd('0'), platformShare: usd('0') };
    right({ ...perCall, ...nothing, credits: '0', lines: [], lots: [], outcome: 'upstream_error' });
    right({ ...perCall, ...nothing, credits: '0', excess: '0.5', lots: [] });
  });
});

describe('a receipt that is wrong says where', () => {
  it('one micro-credit too much, or rounded twice', () => {
    const lots = [{ ...perToken.lots[0], credits: '0.857144' }] as Receipt['lots'];
    wrong({ ...perToken, credits: '0.857144', lots }, /are not the 0.857143 of the lines/);
  });

  it('lines that do not multiply', () => {
    const lines = [{ ...line, quantity: '2' }];
    wrong({ ...perCall, lines }, /not 2 × 0.5/);
    wrong({ ...perCall, lines }, /more than the price of a call/);
    const cut = perToken.lines.map((one) => ({ ...one, credits: '0.857142857143' }));
    wrong({ ...perToken, lines: cut }, /which is not 1000 × 0.000003 USD/);
  });

  it('another price than the version’s, more than the hold, no minimum', () => {
    wrong(
      { ...perCall, lines: [{ ...line, unitPrice: '0.4', credits: '0.4' }] },
      /not the price 0.5/,
    );
    wrong({ ...perCall, held: '0.4' }, /More than the 0.4 held/);
    const price = { model: 'per_token', markupBps: 0, minimum: '1' } as const;
    wrong(
      { ...perToken, priceVersion: { ...perToken.priceVersion, price } },
      /not what the minimum asks/,
    );
    wrong({ ...perToken, creditPrice: null }, /credit price is missing/);
  });

  it('shares, lots and estimates that do not fit', () => {
    wrong({ ...perCall, lots: [] }, /lots used do not add up/);
    wrong({ ...perCall, platformShare: usd('0.0004') }, /two shares/);
    wrong({ ...perCall, developerBps: 7000 }, /not 7000 basis points/);
    wrong({ ...perCall, collected: usd('0.002') }, /money of the lots/);
    wrong({ ...perCall, estimated: true }, /says that it is estimated/);
    const free = { ...perCall.priceVersion, price: { model: 'free' } as const };
    wrong({ ...perCall, priceVersion: free }, /free, but/);
  });

  it('blocks, tiers, minimum, unit and maximum that the price does not say', () => {
    wrong({ ...perUnit, metered: null }, /quantity is missing/);
    const more = { quantity: '26.000001', unit: 'page', estimated: false };
    wrong({ ...perUnit, metered: more }, /not what 26.000001 × page cost/);
    wrong(
      { ...perUnit, metered: { ...more, quantity: '26', unit: 'sheet' } },
      /in the unit "page"/,
    );
    wrong({ ...perUnit, lines: perUnit.lines.slice(0, 2) }, /too many or too few/);
    wrong({ ...perUnit, held: '3' }, /maximum 2 was held/);
    wrong(
      { ...perUnit, metered: { ...more, quantity: '26', estimated: true } },
      /what is estimated/,
    );
    const charged = { ...line, what: 'charge', unitPrice: '2.5', credits: '2.5' };
    wrong({ ...perUnit, metered: null, lines: [charged], held: '2.5' }, /above the maximum 2/);
  });

  it('a token price that is not the one of the model’s version', () => {
    const prices = { request: '0', image: '0', cached: null };
    const [first, second] = perToken.lines as [typeof line, typeof line];
    const modelPrice: ModelPrice = {
      provider: 'openai',
      ...{ model: 'm', number: 3, since: at },
      prices: { ...prices, prompt: '0.000003', completion: '0.000009' },
    };
    const lines = [
      { ...first, what: 'prompt of m' },
      { ...second, what: 'completion of m' },
    ];
    const named: Receipt = { ...perToken, modelPrice, lines };
    right(named);
    const dearer = { ...modelPrice.prices, prompt: '0.000004' };
    wrong({ ...named, modelPrice: { ...modelPrice, prices: dearer } }, /the model's version/);
    const other = { ...modelPrice, model: 'other' };
    wrong({ ...named, modelPrice: other }, /the model's version/);
  });

  it('a number that is none', () => {
    wrong({ ...perCall, credits: 'NaN' }, /cannot be read/);
  });
});
