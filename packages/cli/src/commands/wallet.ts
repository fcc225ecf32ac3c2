import type { Client, Purchase } from '@telex-credits/sdk';
import type { Command } from 'commander';
import { type Context, contextOf, type Surroundings } from '../context.js';
import { table } from '../print.js';

/** `balance`: what there is and how long it lasts. */
export function addBalance(program: Command, surroundings: Surroundings): void {
  program
    .command('balance')
    .description('credits of the wallet')
    .action(async (_options: object, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      const wallet = await (await client()).wallet.get({ signal });
      print.result(wallet, () =>
        table(
          ['AVAILABLE', 'HELD', 'DEBT', 'A DAY', 'RUNS OUT'],
          [[wallet.available, wallet.held, wallet.debt, wallet.burnRate, wallet.runsOutAt]],
          '',
        ),
      );
    });
}

interface BuyOptions {
  readonly credits?: string;
  readonly currency: string;
  readonly provider?: string;
  readonly wait: boolean;
}

/** `buy`: prints where to pay, and waits until it is paid. */
export function addBuy(program: Command, surroundings: Surroundings): void {
  program
    .command('buy [package]')
    .description('buy credits: prints where to pay, and waits until it is paid or Ctrl-C')
    .option('--credits <number>', 'so many credits instead of a package')
    .option('--currency <code>', 'what to pay in', 'USD')
    .option('--provider <name>', 'how to pay; the first one on offer unless told')
    .option('--no-wait', 'do not wait')
    .action(async (packageId: string | undefined, options: BuyOptions, command: Command) => {
      const context = contextOf(surroundings, command);
      const client = await context.client();
      const order = await orderOf(client, { packageId, options });
      const purchase = await client.purchases.create(order, { signal: context.signal });
      const url = purchase.checkoutUrl ?? '';
      if (context.print.isJson || !options.wait) {
        context.print.result(purchase, () => `Pay here: ${url}`);
      } else {
        context.print.line(`Pay here: ${url}`);
      }
      if (options.wait) {
        await waitUntilPaid(context, client, purchase);
      }
    });
}

type Order = Parameters<Client['purchases']['create']>[0];

async function orderOf(
  client: Client,
  asked: { readonly packageId: string | undefined; readonly options: BuyOptions },
): Promise<Order> {
  const { credits, currency, provider } = asked.options;
  const { data, providers } = await client.packages.list();
  const packageId = credits === undefined ? (asked.packageId ?? data[0]?.id) : asked.packageId;
  // The server checks what was typed, and says what it takes.
  return {
    ...{ packageId, credits, currency: currency.toUpperCase() as Order['currency'] },
    provider: (provider ?? providers[0]?.id) as Order['provider'],
  };
}

const pollMs = 1000;

async function waitUntilPaid(
  { print, signal }: Context,
  client: Client,
  purchase: Purchase,
): Promise<void> {
  let shown = '';
  for (;;) {
    const now = await client.purchases.get(purchase.id, { signal }).catch((error: unknown) => {
      if (signal.aborted) {
        throw new Error(
          `Stopped waiting. ${purchase.id} can still be paid; nothing is lost by leaving.`,
        );
      }
      throw error;
    });
    if (now.status !== shown) {
      shown = now.status;
      print.note(`${purchase.id} is ${now.status}`);
    }
    if (now.status === 'paid') {
      print.result(now, () => `${now.credits} credits are in the wallet.`);
      return;
    }
    if (now.status !== 'pending' && now.status !== 'processing') {
      throw new Error(`${purchase.id} is ${now.status}. Run "telex-credits buy" to try again.`);
    }
    await pause(signal);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pollMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
