import { parseCredits, printCredits } from '@telex-credits/money';
import type { PackageDoc } from './schemas.js';

const credits = (whole: string) => parseCredits(whole).toString();
const usd = (amount: string) => ({ amount, currency: 'USD' as const });
const ngn = (amount: string) => ({ amount, currency: 'NGN' as const });

/** Telex's three packages. Seeded once; an administrator may change them afterwards. */
export const seedPackages: readonly PackageDoc[] = [
  {
    id: 'pkg_starter',
    name: 'Starter Pack',
    credits: credits('1000'),
    bonus: '0',
    prices: [usd('5.00'), ngn('8000.00')],
    active: true,
    position: 1,
  },
  {
    id: 'pkg_pro',
    name: 'Pro Bundle',
    credits: credits('5000'),
    bonus: '0',
    prices: [usd('20.00'), ngn('32000.00')],
    active: true,
    position: 2,
  },
  {
    id: 'pkg_enterprise',
    name: 'Enterprise Pack',
    credits: credits('10000'),
    bonus: '0',
    prices: [usd('35.00'), ngn('56000.00')],
    active: true,
    position: 3,
  },
];

/** A package as the contract shows it. */
export function showPackage(doc: PackageDoc) {
  const { id, name, prices } = doc;
  const [credits, bonus] = [printCredits(BigInt(doc.credits)), printCredits(BigInt(doc.bonus))];
  return { id, name, credits, bonus, prices };
}

/** `5,000 credits (Pro Bundle)`: what the payer reads. */
export function describePackage(doc: Pick<PackageDoc, 'credits' | 'name'>): string {
  const [whole = '', fraction] = printCredits(BigInt(doc.credits)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} credits (${doc.name})`;
}
