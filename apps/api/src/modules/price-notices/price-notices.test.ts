import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../foundation/ports.js';
import { openPriceNotices } from './repository.js';
import { createPriceNoticesService, type PriceNoticesDeps } from './service.js';

type PriceChange = Awaited<ReturnType<PriceNoticesDeps['priceChangesSince']>>[number];

const dayMs = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00.000Z');
const perCall = (credits: string) =>
  ({ model: 'per_call', credits, errorsBillable: false }) as const;

describe('notices of price rises', () => {
  let clock: number;
  let documents: ReturnType<typeof openSqliteDocuments>;
  let changes: PriceChange[];
  let sent: Mail[];
  /** Answers whether the mail server takes a mail; may throw, as a process that dies. */
  let takes: (mail: Mail) => boolean;

  beforeEach(() => {
    clock = start;
    documents = openSqliteDocuments(':memory:');
    changes = [];
    sent = [];
    takes = () => true;
  });
  afterEach(() => documents.close());

  const iso = (ms: number) => new Date(ms).toISOString();
  const module = { id: 'mod_1', name: 'Word count', slug: 'word-count', publisherId: 'org_pub' };
  const rise = (versionId: string, credits: string) => ({
    ...{ versionId, from: perCall('1'), to: perCall(credits) },
    effectiveAt: iso(start + 14 * dayMs),
  });
  const raised = (versionId: string, credits = '2'): PriceChange => ({
    ...{ versionId, module, takenBack: [], rise: rise(versionId, credits) },
  });
  const service = () =>
    createPriceNoticesService({
      collections: openPriceNotices(documents),
      priceChangesSince: async () => changes,
      usersOf: async () => new Set(['org_used', 'org_pub']),
      keptTo: async () => new Set(['org_used', 'org_key']),
      organisations: { emails: async (id) => [`boss@${id}.test`, `billing@${id}.test`] },
      mailer: {
        async send(mail) {
          const taken = takes(mail);
          if (taken) {
            sent.push(mail);
          }
          return taken;
        },
      },
      now: () => new Date(clock),
      appOrigin: 'https://credits.test',
    });
  const mailed = () => sent.map(({ to }) => to).sort();
  const everybody = ['billing@org_key', 'billing@org_used', 'boss@org_key', 'boss@org_used'].map(
    (name) => `${name}.test`,
  );
  const shown = async (organisationId: string) =>
    (await service().list(organisationId, { limit: 50 })).data;

  it('reach administrators and managers of everybody who uses the module, once', async () => {
    changes = [raised('prc_2')];
    const one = service();
    await one.announceDue();
    await one.announceDue();
    await service().announceDue();
    expect(mailed()).toEqual(everybody);
    expect(sent[0]?.subject).toBe('The price of Word count rises on 2026-11-15');
    expect(sent[0]?.text).toContain('Now: 1 credits for each call.');
    expect(sent[0]?.text).toContain('From 2026-11-15 00:00 UTC: 2 credits for each call.');
    expect(sent[0]?.text).toContain('https://credits.test/marketplace/word-count');
    expect(await shown('org_used')).toMatchObject([
      { kind: 'rise', moduleSlug: 'word-count', from: perCall('1'), to: perCall('2') },
    ]);
    expect(await shown('org_pub')).toEqual([]);
    expect(await shown('org_stranger')).toEqual([]);
    clock = start + 14 * dayMs + 1;
    expect(await shown('org_used')).toEqual([]);
  });

  it('are sent again only to addresses that the mail server did not take', async () => {
    changes = [raised('prc_2')];
    takes = ({ to }) => !to.startsWith('boss@org_used');
    await service().announceDue();
    expect(mailed()).toEqual(everybody.filter((address) => address !== 'boss@org_used.test'));
    takes = () => true;
    clock += 31_000;
    await service().announceDue();
    expect(mailed()).toEqual(everybody);
  });

  it('are neither lost nor doubled when a process dies between any two of them', async () => {
    changes = [raised('prc_2')];
    let left = 1;
    takes = () => {
      if (left === 0) {
        throw new Error('killed');
      }
      left -= 1;
      return true;
    };
    for (let attempt = 0; attempt < 8; attempt += 1) {
      left = 1;
      await service().announceDue();
      clock += dayMs / 4;
    }
    expect(mailed()).toEqual(everybody);
  });

  it('say so when a rise is taken back, to those who had been told', async () => {
    changes = [raised('prc_2')];
    await service().announceDue();
    sent = [];
    const lower = { versionId: 'prc_3', module, rise: null, takenBack: [rise('prc_2', '2')] };
    changes = [...changes, lower];
    await service().announceDue();
    await service().announceDue();
    expect(mailed()).toEqual(everybody);
    expect(sent[0]?.subject).toBe('The price of Word count does not rise');
    expect((await shown('org_key')).map(({ kind }) => kind)).toEqual(['taken_back']);
  });

  it('tell of another rise in its place once, and no more of the one before', async () => {
    changes = [raised('prc_2')];
    await service().announceDue();
    sent = [];
    changes = [...changes, { ...raised('prc_3', '3'), takenBack: [rise('prc_2', '2')] }];
    await service().announceDue();
    expect(mailed()).toEqual(everybody);
    expect((await shown('org_key')).map(({ to }) => to)).toEqual([perCall('3')]);
  });
});
