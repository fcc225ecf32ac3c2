import type { Price } from '@telex-credits/contracts';
import request from 'supertest';
import { openTestApplication, type TestApplication, type TestPerson } from './test-application.js';

/** A customer with credits, and a publisher with a module and a key: what authorisations are about. */
export interface AuthorisedShop {
  readonly server: TestApplication;
  readonly baseUrl: string;
  readonly customer: TestPerson;
  readonly publisher: TestPerson;
  readonly moduleId: string;
  /** Headers of the publisher's program. */
  readonly program: Readonly<Record<string, string>>;
  send(headers: Readonly<Record<string, string>>, path: string, body?: object): Answer;
  read(headers: Readonly<Record<string, string>>, path: string): Answer;
  end(headers: Readonly<Record<string, string>>, id: string): Answer;
  /** Gives an authorisation for the module as the customer and answers its id. */
  give(terms?: object): Promise<string>;
  charge(body: object, options?: { key?: string; as?: Readonly<Record<string, string>> }): Answer;
  hold(body: object): Answer;
  balance(person?: TestPerson): Promise<{ posted: bigint; held: bigint }>;
  module(slug: string, of: { publisherId: string | null; price?: Price }): Promise<string>;
  keyOf(person: TestPerson, fields?: object): Promise<Readonly<Record<string, string>>>;
  /** Credits of which each is worth a cent, as a promotion that the platform pays for. */
  grant(person: TestPerson, credits: bigint): Promise<void>;
  soon(days: number): string;
}

type Answer = Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;

const micro = 1_000_000n;

export async function openAuthorisedShop(): Promise<AuthorisedShop> {
  const server = await openTestApplication();
  const { port } = await server.start();
  const baseUrl = `http://127.0.0.1:${port}`;
  const customer = await server.signUp('Customer');
  const publisher = await server.signUp('Publisher');
  const { ledger, environment } = server.core;
  const fresh = () => crypto.randomUUID();

  const send: AuthorisedShop['send'] = async (headers, path, body) => {
    const sent = request(server.app).post(`/api/v1${path}`).set(headers);
    const { status, body: reply } = await withKey(
      sent,
      headers['idempotency-key'] ?? fresh(),
      body,
    );
    return { status, body: reply };
  };
  const keyOf: AuthorisedShop['keyOf'] = async (person, fields = {}) => {
    const body = { name: 'A program', scopes: ['charges:write'], ...fields };
    const made = await send(person.headers, '/api-keys', body);
    return { authorization: `Bearer ${made.body.secret}` };
  };
  const module: AuthorisedShop['module'] = async (slug, { publisherId, price }) => {
    const { id } = await server.modules.marketplace.ensureModule({
      ...{ slug, kind: 'a2a', name: slug, description: '', demo: false, publisherId },
      upstreamUrl: 'https://agent.example/',
      price: price ?? { model: 'per_call', credits: '5', errorsBillable: false },
    });
    return id;
  };
  const grant: AuthorisedShop['grant'] = async ({ organisationId: walletId }, credits) => {
    const lot = { type: 'grant', id: `lot_${fresh()}`, walletId, kind: 'promotional' } as const;
    const amounts = { credits: credits * micro, basis: credits * 10_000_000n, priority: 0 };
    await ledger.submit([{ ...lot, ...amounts, expiresAt: null, source: null }]);
  };

  const moduleId = await module('translator', { publisherId: publisher.organisationId });
  const program = await keyOf(publisher);
  await grant(customer, 1000n);
  const soon = (days: number) =>
    new Date(environment.now().getTime() + days * 86_400_000).toISOString();
  return {
    ...{
      server,
      baseUrl,
      customer,
      publisher,
      moduleId,
      program,
      send,
      keyOf,
      module,
      grant,
      soon,
    },
    async read(headers, path) {
      const { status, body } = await request(server.app).get(`/api/v1${path}`).set(headers);
      return { status, body };
    },
    async end(headers, id) {
      const path = `/api/v1/spending-authorisations/${id}`;
      const { status, body } = await request(server.app).delete(path).set(headers);
      return { status, body };
    },
    async give(terms = {}) {
      const cap = { credits: '10', period: 'month' };
      const given = { moduleId, cap, expiresAt: soon(30), ...terms };
      const { status, body } = await send(customer.headers, '/spending-authorisations', given);
      if (status !== 201) {
        throw new Error(`not given: ${JSON.stringify(body)}`);
      }
      return String(body.id);
    },
    charge: (body, { key = fresh(), as = program } = {}) =>
      send({ ...as, 'idempotency-key': key }, '/charges', { moduleId, ...body }),
    hold: (body) => send(program, '/holds', { moduleId, ...body }),
    async balance(person = customer) {
      const wallet = await ledger.wallet(person.organisationId);
      return { posted: wallet?.posted ?? 0n, held: wallet?.held ?? 0n };
    },
  };
}

function withKey(sent: request.Test, key: string, body: object | undefined): request.Test {
  return sent.set('Idempotency-Key', key).send(body);
}
