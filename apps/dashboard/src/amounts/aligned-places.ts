import { createContext } from 'react';

/**
 * Decimal places for which an amount keeps room, so that the points of a column stand one under
 * the other. Zero outside columns of amounts.
 */
export const AlignedPlaces = createContext(0);

/** The most decimal places that any of the amounts is written with. */
export function placesMax(amounts: readonly string[]): number {
  return amounts.reduce((max, amount) => Math.max(max, placesOf(amount)), 0);
}

/** Figures, and a point where there is none, that are missing up to `places`. */
export function missingPlaces(amount: string, places: number): string {
  const own = placesOf(amount);
  const missing = '0'.repeat(Math.max(0, places - own));
  return missing !== '' && own === 0 ? `.${missing}` : missing;
}

function placesOf(amount: string): number {
  return amount.includes('.') ? amount.length - amount.indexOf('.') - 1 : 0;
}
