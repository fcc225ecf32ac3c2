import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import {
  adjustmentsSearch,
  auditSearch,
  disputesSearch,
  inboxSearch,
  ordersSearch,
} from './admin-search.js';
import type { AppRoute } from './router.js';

/** Pages of platform admins, under `/admin`. */
export function adminRoutes(app: AppRoute) {
  const getParentRoute = () => app;
  return [
    createRoute({
      getParentRoute,
      path: '/admin/orders',
      validateSearch: ordersSearch,
      component: lazyRouteComponent(
        () => import('./pages/admin/orders/orders-page.js'),
        'OrdersPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/orders/$id',
      component: lazyRouteComponent(
        () => import('./pages/admin/orders/order-page.js'),
        'OrderPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/disputes',
      validateSearch: disputesSearch,
      component: lazyRouteComponent(
        () => import('./pages/admin/disputes/disputes-page.js'),
        'DisputesPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/inbox',
      validateSearch: inboxSearch,
      component: lazyRouteComponent(() => import('./pages/admin/inbox/inbox-page.js'), 'InboxPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/inbox/$id',
      component: lazyRouteComponent(() => import('./pages/admin/inbox/event-page.js'), 'EventPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/reconciliation',
      component: lazyRouteComponent(
        () => import('./pages/admin/reconciliation/reconciliation-page.js'),
        'ReconciliationPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/reconciliation/$day',
      component: lazyRouteComponent(
        () => import('./pages/admin/reconciliation/report-page.js'),
        'ReportPage',
      ),
    }),
    ...offerRoutes(app),
  ] as const;
}

/** Pages about what is sold and given, and the audit log. */
function offerRoutes(app: AppRoute) {
  const getParentRoute = () => app;
  return [
    createRoute({
      getParentRoute,
      path: '/admin/packages',
      component: lazyRouteComponent(
        () => import('./pages/admin/packages/packages-page.js'),
        'PackagesPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/promotions',
      component: lazyRouteComponent(
        () => import('./pages/admin/promotions/promotions-page.js'),
        'PromotionCodesPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/adjustments',
      validateSearch: adjustmentsSearch,
      component: lazyRouteComponent(
        () => import('./pages/admin/adjustments/adjustments-page.js'),
        'AdjustmentsPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/admin/audit',
      validateSearch: auditSearch,
      component: lazyRouteComponent(() => import('./pages/admin/audit/audit-page.js'), 'AuditPage'),
    }),
  ] as const;
}
