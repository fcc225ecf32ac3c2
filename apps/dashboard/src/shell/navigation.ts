import { billingRoles, builderRoles, type PlatformRole, type Role } from '@telex-credits/contracts';
import {
  ChartNoAxesCombined,
  ChartPie,
  ClipboardList,
  Coins,
  CreditCard,
  Gauge,
  Gift,
  Handshake,
  History,
  House,
  Inbox,
  KeyRound,
  type LucideIcon,
  Package,
  ReceiptText,
  Scale,
  ScrollText,
  ShieldAlert,
  SlidersHorizontal,
  Store,
  Tags,
  TicketPercent,
  Users,
  Wallet,
  Webhook,
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
    | '/authorisations'
    | '/limits'
    | '/modules'
    | '/earnings'
    | '/members'
    | '/billing'
    | '/webhook-endpoints'
    | '/analytics'
    | '/admin/orders'
    | '/admin/disputes'
    | '/admin/inbox'
    | '/admin/reconciliation'
    | '/admin/packages'
    | '/admin/promotions'
    | '/admin/adjustments'
    | '/admin/audit';
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
    { to: '/authorisations', label: 'Authorisations', icon: Handshake },
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
const webhooks: Destination = { to: '/webhook-endpoints', label: 'Webhooks', icon: Webhook };
const platform: Group = {
  label: 'Platform',
  destinations: [{ to: '/analytics', label: 'Analytics', icon: ChartPie }],
};

const administration: Group = {
  label: 'Administration',
  destinations: [
    { to: '/admin/orders', label: 'Orders', icon: ClipboardList },
    { to: '/admin/disputes', label: 'Disputes', icon: ShieldAlert },
    { to: '/admin/inbox', label: 'Inbox', icon: Inbox },
    { to: '/admin/reconciliation', label: 'Reconciliation', icon: Scale },
    { to: '/admin/packages', label: 'Packages', icon: Tags },
    { to: '/admin/promotions', label: 'Promotion codes', icon: TicketPercent },
    { to: '/admin/adjustments', label: 'Adjust a wallet', icon: SlidersHorizontal },
    { to: '/admin/audit', label: 'Audit log', icon: History },
  ],
};

/**
 * What a person sees of the dashboard: everybody spends, builders earn, the platform looks on, and
 * its admins act.
 */
export function navigationFor(role: Role, platformRole: PlatformRole | null): readonly Group[] {
  return [
    // First, so that the count of what failed is in sight.
    ...(platformRole === 'platform_admin' ? [administration] : []),
    spend,
    ...(builderRoles.includes(role) ? [earn] : []),
    {
      label: 'Organisation',
      destinations: [members, ...(billingRoles.includes(role) ? [billing, webhooks] : [])],
    },
    ...(platformRole === null ? [] : [platform]),
  ];
}
