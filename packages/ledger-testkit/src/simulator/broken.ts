/** A promise of the ledger that did not hold; ends the run. */
export class Broken extends Error {
  override readonly name = 'Broken';
}
