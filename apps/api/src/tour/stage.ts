import { parseDecimal, printDecimal } from '@telex-credits/money';
import { type Book, createBook } from './book.js';
import {
  type CheckoutForm,
  type Client,
  chooseAtCheckout,
  type Got,
  pressAtSandbox,
  until,
} from './client.js';

/** What a scenario is played on: a server with demo data, of which it needs no person to be new. */
export interface Theatre {
  readonly base: string;
  readonly say: (line: string) => void;
  readonly admin: Client;
  readonly publisher: Client;
  /** The demo's module that is deducted for: half a credit a time, 80 % of it the publisher's. */
  readonly moduleId: string;
  /** Somebody with a wallet of their own, in which nothing is. */
  newBuyer(name: string): Promise<Client>;
  /** Lets the server believe that so many seconds went by. */
  advance(seconds: number): void;
  /** Runs one of the server's jobs once, and waits for it. */
  runJob(name: string): Promise<void>;
}

/** Numbers that a wallet must show. */
export interface WalletMust {
  readonly available: string;
  readonly held?: string;
  readonly debt?: string;
}

/** A purchase of a scenario, with the sandbox's name of its payment. */
export interface Bought {
  readonly id: string;
  readonly paymentRef: string;
}

/** One scenario's hands: what a buyer, an admin and a provider's operator do. */
export interface Stage extends Theatre {
  readonly book: Book;
  readonly buyer: Client;
  /** Starts buying the Starter Pack (1,000 credits, 5.00 USD) and chooses on the sandbox's page. */
  buy(form: CheckoutForm, saveMethod?: boolean): Promise<Bought>;
  /** Buys the Starter Pack, and waits for its credits. */
  buyAndPay(): Promise<Bought>;
  /** Presses a button in the sandbox's dashboard. */
  press(bought: Bought, form: Readonly<Record<string, string>>): Promise<void>;
  /** Deducts half a credit, so many times. */
  spend(times: number): Promise<void>;
  /** Waits until the wallet is frozen. */
  frozen(): Promise<void>;
  /** Deducts half a credit, which must be refused with this status and code. */
  cannotSpend(status: number, code: string): Promise<void>;
  wallet(must: WalletMust): Promise<void>;
  status(bought: Bought, must: string): Promise<void>;
  /** What the publisher earned since the scenario began, less what was reversed; USD. */
  earned(must: string): Promise<void>;
  /** Asks until a number is as it must be, for ten seconds, and notes it either way. */
  eventually(what: string, ask: () => Promise<unknown>, must: string): Promise<void>;
}

const starter = { packageId: 'pkg_starter', currency: 'USD', provider: 'sandbox' } as const;

async function earnedBy(publisher: Client): Promise<bigint> {
  const { body } = await publisher.get('/api/v1/earnings');
  return parseDecimal(body.earned.amount, 9);
}

function buying(theatre: Theatre, buyer: Client): Pick<Stage, 'buy' | 'press'> {
  const { base, admin } = theatre;
  return {
    async buy(form, saveMethod = false) {
      const { body } = await buyer.post('/api/v1/purchases', { ...starter, saveMethod });
      await chooseAtCheckout(body.checkoutUrl, form);
      return {
        id: body.id,
        paymentRef: new URL(body.checkoutUrl).pathname.split('/').at(-1) ?? '',
      };
    },
    press: ({ paymentRef }, form) => pressAtSandbox({ base, admin, paymentRef, form }),
  };
}

/** Sets a stage for one scenario, with a buyer of its own. */
export async function setStage(theatre: Theatre, name: string): Promise<Stage> {
  const book = createBook(theatre.say);
  const { publisher, moduleId } = theatre;
  const buyer = await theatre.newBuyer(name);
  const before = await earnedBy(publisher);
  const { buy, press } = buying(theatre, buyer);
  const charge = { moduleId, credits: '0.5' };

  const eventually: Stage['eventually'] = async (what, ask, must) => {
    const asked = async (): Promise<Got> => ({
      ...{ status: 200, headers: new Headers() },
      body: await ask(),
    });
    const { body } = await until(asked, (got) => got.body === must);
    book.check(what, body, must);
  };
  const status: Stage['status'] = (bought, must) =>
    eventually(
      'purchase',
      async () => (await buyer.get(`/api/v1/purchases/${bought.id}`)).body.status,
      must,
    );

  return {
    ...theatre,
    ...{ book, buyer, buy, press, eventually, status },
    async buyAndPay() {
      const bought = await buy({ choice: 'pay' });
      await status(bought, 'paid');
      return bought;
    },
    async spend(times) {
      for (let time = 0; time < times; time += 1) {
        await buyer.post('/api/v1/charges', charge);
      }
    },
    frozen: () =>
      eventually(
        'wallet',
        async () => ((await buyer.get('/api/v1/wallet')).body.frozen ? 'frozen' : 'open'),
        'frozen',
      ),
    async cannotSpend(must, code) {
      const { status: answered, body } = await buyer.attempt('/api/v1/charges', charge);
      book.check('spending is refused', `${answered} ${body?.code}`, `${must} ${code}`);
    },
    async wallet({ available, held = '0', debt = '0' }) {
      const must = `${available} available, ${held} held, ${debt} debt`;
      const ask = async () => {
        const { body } = await buyer.get('/api/v1/wallet');
        return `${body.available} available, ${body.held} held, ${body.debt} debt`;
      };
      await eventually('buyer, credits', ask, must);
    },
    earned: (must) =>
      eventually(
        'developer, earned (USD)',
        async () => printDecimal((await earnedBy(publisher)) - before, 9, 2),
        must,
      ),
  };
}
