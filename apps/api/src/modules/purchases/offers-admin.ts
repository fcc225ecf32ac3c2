import type { adminPackageRoutes, BodyOf, CustomOffer, ReplyOf } from '@telex-credits/contracts';
import {
  AmountError,
  currencyPlaces,
  oneCredit,
  parseCredits,
  parseDecimal,
  parseMoney,
} from '@telex-credits/money';
import type { PurchasesContext } from './context.js';
import { invalidAmount, packageNotFound } from './errors.js';
import { cheapestOf, customOfferOf } from './offers.js';
import { showPackage } from './packages.js';
import { checkPrices, pricesOf } from './price-rules.js';
import type { PackageDoc } from './schemas.js';

type Routes = typeof adminPackageRoutes;

/** What platform admins put on sale. */
export interface OffersAdmin {
  packages(): Promise<ReplyOf<Routes['list']>>;
  /** Throws 400 `invalid_amount` and 409 `price_below_credit_price`, as all that sets a price. */
  createPackage(
    id: string,
    actorId: string,
    body: BodyOf<Routes['create']>,
  ): Promise<ReplyOf<Routes['create']>>;
  /** Throws 404 `package_not_found`. */
  changePackage(
    id: string,
    actorId: string,
    body: BodyOf<Routes['change']>,
  ): Promise<ReplyOf<Routes['change']>>;
  customOffer(): Promise<CustomOffer | null>;
  setCustomOffer(actorId: string, offer: CustomOffer | null): Promise<CustomOffer | null>;
}

function show(doc: PackageDoc): ReplyOf<Routes['create']> {
  return { ...showPackage(doc), active: doc.active, position: doc.position };
}

/** Reads amounts as a person typed them; what cannot be read is their mistake, not ours. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof AmountError ? invalidAmount(error.message) : error;
  }
}

/** The package as the body wants it: `credits` and `bonus` on the wire are the whole and its part. */
function changed(before: PackageDoc, body: BodyOf<Routes['change']>): PackageDoc {
  const { credits, bonus, prices, ...rest } = body;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const after: PackageDoc = {
    ...before,
    ...given,
    ...(credits === undefined ? {} : { credits: parseCredits(credits).toString() }),
    ...(bonus === undefined ? {} : { bonus: parseCredits(bonus).toString() }),
    ...(prices === undefined ? {} : { prices }),
  };
  for (const price of after.prices) {
    if (reading(() => parseMoney(price)).minor <= 0n) {
      throw invalidAmount('Every price must be above zero.');
    }
  }
  if (BigInt(after.bonus) >= BigInt(after.credits)) {
    throw invalidAmount('The bonus is a part of the credits: it must be less than all of them.');
  }
  return after;
}

function checkCustom(offer: CustomOffer): void {
  const [minimum, maximum] = [parseCredits(offer.minimum), parseCredits(offer.maximum)];
  const numbers = [minimum, maximum, ...offer.tiers.map(({ from }) => parseCredits(from))];
  if (numbers.some((number) => number <= 0n || number % oneCredit !== 0n)) {
    throw invalidAmount('Custom amounts are whole credits.');
  }
  if (minimum > maximum) {
    throw invalidAmount('The minimum is above the maximum.');
  }
  for (const { amount, currency } of offer.unitPrices) {
    const unit = reading(() => parseDecimal(amount, 9));
    const smallest = 10n ** BigInt(9 - currencyPlaces[currency]);
    if (unit <= 0n || (unit * minimum) / oneCredit < smallest) {
      throw invalidAmount(
        `The smallest amount would cost less than one minor unit of ${currency}.`,
      );
    }
  }
}

/** Makes the admin's side of what is on sale. */
export function createOffersAdmin(context: PurchasesContext): OffersAdmin {
  const { repository, audit } = context;

  const note = (actorId: string, action: string, objectId: string) =>
    audit.record({ actorId, organisationId: null, action, objectId });

  return {
    async packages() {
      return { data: (await repository.allPackages()).map(show), nextCursor: null };
    },
    async createPackage(id, actorId, body) {
      const empty: PackageDoc = {
        ...{ id, name: body.name, credits: '0', bonus: '0', prices: [] },
        ...{ active: true, position: body.position },
      };
      const doc = changed(empty, body);
      checkPrices(context, pricesOf(doc));
      await repository.seedPackages([doc]);
      await note(actorId, 'package.create', id);
      return show((await repository.package(id)) ?? doc);
    },
    async changePackage(id, actorId, body) {
      const doc = await repository.changePackage(id, (before) => {
        const after = changed(before, body);
        checkPrices(context, pricesOf(after));
        return after;
      });
      if (doc === undefined) {
        throw packageNotFound();
      }
      await note(actorId, 'package.change', id);
      return show(doc);
    },
    customOffer: () => customOfferOf(context),
    async setCustomOffer(actorId, offer) {
      if (offer !== null) {
        checkCustom(offer);
        checkPrices(context, cheapestOf(offer));
      }
      await repository.setCustomOffer(offer);
      await note(actorId, 'custom_offer.change', 'custom');
      return offer;
    },
  };
}
