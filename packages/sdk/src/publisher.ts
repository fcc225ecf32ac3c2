import type { Client } from './client.js';
import { TelexCreditsError } from './errors.js';
import type { Hold, PublisherReceipt } from './generated/types.js';
import type { ChargeAuthorised } from './nouns/spending.js';
import { type BilledRequest, doneOnce } from './request-keys.js';
import { createSettler, type Held, type MeteredResponse } from './settling.js';

export type { BilledRequest } from './request-keys.js';

/** How a publisher bills customers who gave it a spending authorisation. */
export interface PublisherOptions<Request extends BilledRequest> {
  /** Of the module's own organisation: an API key with the scope `charges:write`. */
  readonly client: {
    readonly charges: { readonly create: ChargeAuthorised };
    readonly holds: Pick<Client['holds'], 'create' | 'get' | 'capture' | 'release'>;
  };
  /** A module that the organisation publishes, whose price names a maximum. */
  readonly moduleId: string;
  /**
   * The authorisation (`aut_…`) that pays for a request. Follow it from who is signed in, not from
   * what the request says: whoever names one spends by it.
   */
  readonly authorisationOf: (req: Request) => string | Promise<string>;
  /** Longer than a route may take: 600 unless told. After it nothing is charged. */
  readonly ttlSeconds?: number | undefined;
  /** A capture or release that failed for good; the hold then ends by its time limit, uncharged. */
  readonly onError?: ((error: unknown, req: Request) => void) | undefined;
}

/** What a route costs. */
export interface RoutePrice<Request, Response> {
  /** What is held before the route runs, and taken when it went well; at most the module's price. */
  readonly credits: string | ((req: Request) => string | Promise<string>);
  /** What is taken in the end, at most `credits`; asked when the response has been sent. */
  readonly cost?: ((req: Request, res: Response) => string) | undefined;
  /** A text of yours that the customer's receipt shows. */
  readonly reference?: ((req: Request) => string) | undefined;
}

/** Bills requests to a publisher's own app. */
export interface PublisherBilling<Request extends BilledRequest, Response extends MeteredResponse> {
  /**
   * A middleware of Express: holds, runs the route, and captures when the response finished below 400;
   * releases when it did not or the caller went away. What is refused goes to `next` as a
   * `TelexCreditsError`, and the route does not run. A request that repeats its Idempotency-Key does
   * not run again: 409 `duplicate_request` once it was charged, 409 `idempotency_in_progress` before.
   */
  charge(
    price: RoutePrice<Request, Response>,
  ): (req: Request, res: Response, next: (error?: unknown) => void) => void;
  /**
   * Charges at once. A request that repeats its Idempotency-Key is charged once and gets the first
   * receipt again; several charges of one request are told apart by their order.
   */
  charge(
    req: Request,
    what: { readonly credits: string; readonly reference?: string | undefined },
  ): Promise<PublisherReceipt>;
  /** Resolves when what was sent so far is captured or released: before a process ends. */
  settled(): Promise<void>;
}

/** See `PublisherBilling`. */
export function publisher<Request extends BilledRequest, Response extends MeteredResponse>(
  options: PublisherOptions<Request>,
): PublisherBilling<Request, Response> {
  const { client, moduleId, ttlSeconds, onError } = options;
  const settler = createSettler<Request, Response>({ holds: client.holds, onError });
  const counts = new WeakMap<Request, number>();

  /** Who pays for the request, and how many charges of it came before. */
  function payerOf(req: Request): { readonly count: number; authorisation(): Promise<string> } {
    const count = counts.get(req) ?? 0;
    counts.set(req, count + 1);
    return { count, authorisation: async () => required(await options.authorisationOf(req)) };
  }

  async function hold(req: Request, price: RoutePrice<Request, Response>): Promise<Held> {
    const payer = payerOf(req);
    const authorisation = await payer.authorisation();
    const credits = typeof price.credits === 'string' ? price.credits : await price.credits(req);
    const reference = price.reference?.(req);
    const body = { moduleId, credits, ttlSeconds, reference, authorisation };
    const { id } = await doneOnce({
      req,
      scope: ['hold', moduleId, authorisation, payer.count],
      send: (keyed) => client.holds.create(body, keyed),
      again: async (before) => refuseRepetition(await client.holds.get(before.id)),
    });
    return { id, price: credits };
  }

  async function chargeNow(
    req: Request,
    what: { readonly credits: string; readonly reference?: string | undefined },
  ): Promise<PublisherReceipt> {
    const payer = payerOf(req);
    const authorisation = await payer.authorisation();
    const { credits, reference } = what;
    return doneOnce({
      req,
      scope: ['charge', moduleId, authorisation, payer.count],
      send: (keyed) =>
        client.charges.create({ moduleId, credits, reference, authorisation }, keyed),
      again: async (before) => before,
    });
  }

  function charge(
    ...given:
      | [RoutePrice<Request, Response>]
      | [Request, { readonly credits: string; readonly reference?: string | undefined }]
  ) {
    if (given.length === 1) {
      const [price] = given;
      return settler.middleware({ hold: (req) => hold(req, price), cost: price.cost });
    }
    return chargeNow(...given);
  }

  return {
    charge: charge as PublisherBilling<Request, Response>['charge'],
    settled: () => settler.settled(),
  };
}

/** Without a check, a charge that names no authorisation would be the publisher's own. */
function required(authorisation: unknown): string {
  if (typeof authorisation !== 'string' || authorisation === '') {
    throw new TelexCreditsError({
      ...{ code: 'authorisation_required', status: 403 },
      detail: 'This request names no spending authorisation. Give one for this module first.',
    });
  }
  return authorisation;
}

/** A hold of an earlier request under the same key: what gave it back may be tried again. */
function refuseRepetition({ id, status, usageId }: Hold): undefined {
  if (status === 'held') {
    throw new TelexCreditsError({
      ...{ code: 'idempotency_in_progress', status: 409, numbers: { holdId: id } },
      detail: 'The first request with this Idempotency-Key is still running. Ask again shortly.',
    });
  }
  if (status === 'captured') {
    throw new TelexCreditsError({
      ...{ code: 'duplicate_request', status: 409, numbers: { holdId: id, usageId } },
      detail: 'A request with this Idempotency-Key was answered and charged before.',
    });
  }
}
