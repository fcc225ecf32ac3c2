import type { Stage } from '../stage.js';

/**
 * A story with a buyer of its own, every number of it worked out beforehand. The Starter Pack is
 * 1,000 credits for 5.00 USD, so a credit costs 0.005 USD; a deduction is half a credit, so 0.0025
 * USD, of which the developer gets 80 %: 0.002 USD.
 */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  play(stage: Stage): Promise<void>;
}
