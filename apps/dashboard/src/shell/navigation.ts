import { billingRoles, builderRoles, type PlatformRole, type Role } from '@telex-credits/contracts';
import {
  ChartNoAxesCombined,
  ChartPie,
  Coins,
  CreditCard,
  Gauge,
  Gift,
  House,
  KeyRound,
  type LucideIcon,
  Package,
  ReceiptText,
  ScrollText,
  Store,
  Users,
  Wallet,
} from 'lucide-react';

/** Where the navigation leads. */
export interface Destination {
  readonly to:
    | '/'
    | '/marketplace'
    | '/buy'
    | '/purchases'
    | '/promotions'
    | '/statement'
    | '/usage'
    | '/keys'
    | '/limits'
    | '/modules'
    | '/earnings'
    | '/members'
    | '/billing'
    | '/analytics';
  readonly label: string;
  readonly icon: LucideIcon;
}

/** A named part of the navigation. */
export interface Group {
  readonly label: string;
  readonly destinations: readonly Destination[];
}

const spend: Group = {
  label: 'Spend',
  destinations: [
    { to: '/', label: 'Overview', icon: House },
    { to: '/marketplace', label: 'Marketplace', icon: Store },
    { to: '/buy', label: 'Buy credits', icon: Coins },
    { to: '/purchases', label: 'Purchases', icon: ReceiptText },
    { to: '/promotions', label: 'Promotions', icon: Gift },
    { to: '/statement', label: 'Statement', icon: ScrollText },
    { to: '/usage', label: 'Usage', icon: ChartNoAxesCombined },
    { to: '/keys', label: 'Keys and connections', icon: KeyRound },
    { to: '/limits', label: 'Limits', icon: Gauge },
  ],
};
const earn: Group = {
  label: 'Earn',
  destinations: [
    { to: '/modules', label: 'Modules', icon: Package },
    { to: '/earnings', label: 'Earnings', icon: Wallet },
  ],
};
const members: Destination = { to: '/members', label: 'Members', icon: Users };
const billing: Destination = { to: '/billing', label: 'Billing', icon: CreditCard };
const platform: Group = {
  label: 'Platform',
  destinations: [{ to: '/analytics', label: 'Analytics', icon: ChartPie }],
};

/** What a person sees of the dashboard: everybody spends, builders earn, the platform looks on. */
export function navigationFor(role: Role, platformRole: PlatformRole | null): readonly Group[] {
  return [
    spend,
    ...(builderRoles.includes(role) ? [earn] : []),
    {
      label: 'Organisation',
      destinations: [members, ...(billingRoles.includes(role) ? [billing] : [])],
    },
    ...(platformRole === null ? [] : [platform]),
  ];
}
