import { AppError, notFound } from '../../foundation/app-error.js';

/** The same for a module that does not exist and for another organisation's. */
export const moduleNotFound = (): AppError => notFound('module_not_found', 'module');

/** On the marketplace there is no "own": what is not published is not there. */
export const listingNotFound = (): AppError =>
  new AppError(404, 'module_not_found', 'There is no such module on the marketplace.');

export const slugTaken = (slug: string): AppError =>
  new AppError(409, 'slug_taken', `The slug "${slug}" is in use. Choose another one.`, { slug });

export const priceChangeTooSoon = (possibleAt: string): AppError =>
  new AppError(
    409,
    'price_change_too_soon',
    `A price may rise 14 days after it is announced, and at most once a month. This one is possible from ${possibleAt} on; a lower price is possible at once.`,
    { possibleAt },
  );

export const effectiveAtPast = (): AppError =>
  new AppError(
    400,
    'effective_at_past',
    'A price cannot take effect in the past. Leave effectiveAt out to take the earliest time possible.',
  );

export const effectiveAtOnDraft = (): AppError =>
  new AppError(
    400,
    'effective_at_on_draft',
    "A draft's price takes effect at once. Leave effectiveAt out, or publish the module first.",
  );

export const priceNotPossible = (): AppError =>
  new AppError(
    400,
    'price_not_possible',
    'Prices per token are for Telex AI modules, prices per unit for HTTP modules and agents. Choose another model.',
  );

export const ownershipNotProven = (proof: {
  readonly url: string;
  readonly path: string;
  readonly content: string;
  readonly problem: string;
}): AppError => {
  const { problem, ...place } = proof;
  return new AppError(
    409,
    'ownership_not_proven',
    `Show that the address is yours: serve the line ${proof.content} at ${proof.url}, then try again. ${problem}`,
    place,
  );
};

export const moduleChanged = (): AppError =>
  new AppError(
    409,
    'module_changed',
    'The module was published or suspended meanwhile. Read it and send the change again.',
  );
