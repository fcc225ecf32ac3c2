import { parseCredits } from '@telex-credits/money';
import type { Charge, Expected } from './cell.js';
import { eventually } from './eventually.js';
import { type Route, reported } from './route.js';
import type { Seen, Stage } from './stage.js';
import type { SeenReceipt, Target } from './target.js';

type Wallet = Awaited<ReturnType<Target['wallet']>>;

/** The usage id: from the reply's head, or from the answer to the same Idempotency-Key again. */
async function usageIdOf(seen: Seen, stage: Stage): Promise<string | undefined> {
  const named = seen.headers['x-usage-id'];
  if (typeof named === 'string') {
    return named;
  }
  const again = await stage.start().reply;
  await again?.end;
  return /"usageId":\s*"([^"]+)"/.exec(again?.text() ?? '')?.[1];
}

function quantities({ lines }: SeenReceipt): { prompt: bigint; completion: bigint } {
  const sum = (word: string) =>
    lines
      .filter(({ what }) => what.includes(`${word} of `))
      .reduce((total, { quantity }) => total + BigInt(quantity), 0n);
  return { prompt: sum('prompt'), completion: sum('completion') };
}

function tokensProblem(receipt: SeenReceipt, wanted: { prompt: string; completion: string }) {
  const { prompt, completion } = quantities(receipt);
  const right = prompt === BigInt(wanted.prompt) && completion === BigInt(wanted.completion);
  return right && !receipt.estimated
    ? undefined
    : `charged ${prompt} and ${completion} tokens${receipt.estimated ? ', estimated' : ''}; ${wanted.prompt} and ${wanted.completion} were reported`;
}

/** What an embedding is charged: it completes nothing. */
function priceProblem(receipt: SeenReceipt, route: Route): string | undefined {
  if (receipt.credits === 0n) {
    return 'was not charged';
  }
  switch (route.tokens) {
    case 'reported': {
      const completion = route.kind === 'embeddings' ? '0' : reported.completion;
      return tokensProblem(receipt, { prompt: reported.prompt, completion });
    }
    case 'estimated':
      return receipt.estimated ? undefined : 'is not marked as estimated';
    default:
      return receipt.estimated ? 'is marked as estimated' : undefined;
  }
}

function chargeProblem(receipt: SeenReceipt, charge: Charge, route: Route): string | undefined {
  switch (charge) {
    case 'nothing':
      return receipt.credits === 0n ? undefined : 'was charged';
    case 'price':
      return priceProblem(receipt, route);
    case 'estimate':
      return receipt.credits > 0n && receipt.estimated ? undefined : 'is no estimate';
    case 'hold':
      return receipt.credits === receipt.held && receipt.excess > 0n
        ? undefined
        : 'is not the hold with the rest as excess';
    default:
      return tokensProblem(receipt, charge);
  }
}

function replyProblems(seen: Seen, expected: Expected): string[] {
  const { status, end, text, headers = {} } = expected;
  const differs = (what: string, got: unknown, wanted: unknown) =>
    wanted === undefined || got === wanted
      ? []
      : [`${what} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
  return [
    ...differs('the status', seen.status, status),
    ...differs('the end', seen.end, end),
    ...differs('the body', seen.text, text),
    ...Object.entries(headers).flatMap(([name, value]) =>
      differs(`the header ${name}`, seen.headers[name], value),
    ),
  ];
}

function headerProblems(seen: Seen, receipt: SeenReceipt): string[] {
  const { 'x-credits-charged': charged, 'x-credits-held': held } = seen.headers;
  if (typeof charged === 'string' && held === undefined) {
    return parseCredits(charged) === receipt.credits
      ? []
      : ['X-Credits-Charged is not what the receipt says'];
  }
  const known = typeof held === 'string' && parseCredits(held) === receipt.held;
  return seen.status === undefined || known ? [] : ['X-Credits-Held is not what the receipt says'];
}

/** Waits for the wallet to have nothing of the call held, and to have lost just so much. */
async function walletProblems(target: Target, before: Wallet, credits: bigint): Promise<string[]> {
  const right = (now: Wallet) =>
    now.held === before.held && before.available - now.available === credits;
  const settled = await eventually(async () => (right(await target.wallet()) ? true : undefined));
  if (settled) {
    return [];
  }
  const { available, held } = await target.wallet();
  const lost = before.available - available;
  return [
    `the wallet lost ${lost} micro-credits where the receipt says ${credits}, with ${held} held`,
  ];
}

/** Compares what a client could see with what the cell must come to. */
export async function judge(
  { target, before }: { readonly target: Target; readonly before: Wallet },
  stage: Stage,
  seen: Seen,
  expected: Expected | null,
): Promise<string[]> {
  if (expected === null) {
    const heard = stage.upstream.heard === 0 ? [] : ['the upstream was asked'];
    return [...heard, ...(await walletProblems(target, before, 0n))];
  }
  const usageId = await usageIdOf(seen, stage);
  const receipt = await eventually(async () =>
    usageId === undefined ? undefined : await target.receipt(usageId),
  );
  if (receipt === undefined) {
    return [...replyProblems(seen, expected), `there is no receipt of ${usageId ?? 'the call'}`];
  }
  const { outcome } = receipt;
  const charge = chargeProblem(receipt, expected.charge, stage.route);
  return [
    ...replyProblems(seen, expected),
    ...headerProblems(seen, receipt),
    ...(expected.outcome.includes(outcome)
      ? []
      : [`the outcome is ${outcome}, not ${expected.outcome.join(' or ')}`]),
    ...(charge === undefined ? [] : [`the receipt of ${receipt.credits} micro-credits ${charge}`]),
    ...(stage.upstream.heard === 1 ? [] : [`the upstream was asked ${stage.upstream.heard} times`]),
    ...(await walletProblems(target, before, receipt.credits)),
  ];
}
