import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHoldWatch } from './hold-watch.js';

interface Report {
  readonly completion: bigint;
}

function quoteOf(worst: bigint) {
  const asked = { times: 0 };
  const priceOf = (usage: Report | undefined, output: bigint) => {
    asked.times += 1;
    return { credits: (usage?.completion ?? output) * 3n };
  };
  return { asked, quote: { worst: { credits: worst }, priceOf } };
}

it('says the same as pricing every frame, whatever the hold, the frames and the reports', () => {
  const frame = fc.record({
    tokens: fc.bigInt({ min: 0n, max: 40n }),
    report: fc.option(fc.bigInt({ min: 0n, max: 500n }), { freq: 6 }),
  });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2000n }), fc.array(frame), (worst, frames) => {
      const { quote } = quoteOf(worst);
      const isBeyond = createHoldWatch(quote);
      let output = 0n;
      let usage: Report | undefined;
      for (const { tokens, report } of frames) {
        output += tokens;
        usage = report === null ? usage : { completion: report };
        expect(isBeyond(usage, output)).toBe(quote.priceOf(usage, output).credits > worst);
      }
    }),
  );
});

it('asks for the price of a few frames only, until near the end of the hold', () => {
  const { asked, quote } = quoteOf(30_000n);
  const isBeyond = createHoldWatch(quote);
  let cutAt = 0n;
  for (let tokens = 1n; cutAt === 0n; tokens += 1n) {
    cutAt = isBeyond(undefined, tokens) ? tokens : 0n;
  }
  expect(cutAt).toBe(10_001n);
  expect(asked.times).toBeLessThan(2_600);
});
