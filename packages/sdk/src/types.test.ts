import type { ReplyOf as ContractReply, usageRoutes, walletRoutes } from '@telex-credits/contracts';
import { expectTypeOf, it } from 'vitest';
import type {
  Client,
  Hold,
  List,
  Money,
  PublisherOptions,
  PublisherReceipt,
  Receipt,
  RoutePrice,
  Transaction,
  Wallet,
} from './index.js';
import {
  type BilledRequest,
  isCode,
  type PublisherBilling,
  publisher,
  type TelexCreditsError,
} from './index.js';

it('methods take and answer what the contracts say', () => {
  expectTypeOf<Awaited<ReturnType<Client['wallet']['get']>>>().toEqualTypeOf<Wallet>();
  expectTypeOf<ReturnType<Client['wallet']['transactions']>>().toEqualTypeOf<List<Transaction>>();
  expectTypeOf<Client['holds']['capture']>().returns.resolves.toEqualTypeOf<Hold>();
  expectTypeOf<Client['holds']['capture']>().parameter(1).toEqualTypeOf<string>();
  expectTypeOf<Client['paymentMethods']['remove']>().returns.resolves.toEqualTypeOf<void>();
  type Query = NonNullable<Parameters<Client['wallet']['transactions']>[0]>;
  expectTypeOf<Query>().toHaveProperty('moduleId').toEqualTypeOf<string | undefined>();
});

it('what the server answers fits what the client says', () => {
  expectTypeOf<ContractReply<typeof walletRoutes.get>>().toExtend<Wallet>();
  expectTypeOf<ContractReply<typeof usageRoutes.receipt>>().toExtend<Receipt>();
});

it('a charge by an authorisation answers the receipt of a publisher', () => {
  const client = {} as Client;
  const body = { moduleId: 'mod_1', credits: '1' };
  const own = () => client.charges.create(body);
  const others = () => client.charges.create({ ...body, authorisation: 'aut_1' });
  expectTypeOf(own).returns.resolves.toEqualTypeOf<Receipt>();
  expectTypeOf(others).returns.resolves.toEqualTypeOf<PublisherReceipt>();
  expectTypeOf<Awaited<ReturnType<Client['charges']['create']>>>().toEqualTypeOf<Receipt>();
  expectTypeOf<PublisherReceipt>().not.toHaveProperty('organisationId');
});

it('a publisher charges a request at once, or makes a middleware of a price', () => {
  type Req = BilledRequest & { readonly user: string };
  type Res = {
    readonly statusCode: number;
    once(event: 'finish' | 'close', listener: () => void): void;
  };
  const billing = {} as PublisherBilling<Req, Res>;
  const now = (req: Req) => billing.charge(req, { credits: '1' });
  const route = () => billing.charge({ credits: (req) => req.user, cost: () => '1' });
  expectTypeOf(now).returns.resolves.toEqualTypeOf<PublisherReceipt>();
  expectTypeOf(route).returns.parameters.toExtend<[Req, Res, (error?: unknown) => void]>();
  expectTypeOf<{ client: Client; moduleId: string }>().not.toExtend<PublisherOptions<Req>>();
  expectTypeOf<{ credits: number }>().not.toExtend<RoutePrice<Req, Res>>();
  const client = {} as Client;
  const whole = () =>
    publisher<Req, Res>({ client, moduleId: 'm', authorisationOf: async (req) => req.user });
  expectTypeOf(whole).returns.toEqualTypeOf<PublisherBilling<Req, Res>>();
});

it('amounts are strings, and no number is taken for one', () => {
  expectTypeOf<Wallet['available']>().toEqualTypeOf<string>();
  expectTypeOf<Money['amount']>().toEqualTypeOf<string>();
  type Charge = Parameters<Client['charges']['create']>[0];
  expectTypeOf<{ moduleId: string; credits: number }>().not.toExtend<Charge>();
});

it('only calls that move money take a key of the caller', () => {
  type Hold = NonNullable<Parameters<Client['holds']['create']>[1]>;
  type Key = NonNullable<Parameters<Client['keys']['create']>[1]>;
  expectTypeOf<Hold>().toHaveProperty('idempotencyKey');
  expectTypeOf<Key>().not.toHaveProperty('idempotencyKey');
});

it('isCode narrows', () => {
  const error: unknown = null;
  if (isCode(error, 'insufficient_credits')) {
    expectTypeOf(error).toExtend<TelexCreditsError>();
    expectTypeOf(error.code).toEqualTypeOf<'insufficient_credits'>();
  }
});
