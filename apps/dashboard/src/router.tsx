import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  type RouterHistory,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router';
import { adminRoutes } from './admin-routes.js';
import { ApiProblem } from './api/problem.js';
import { meQuery } from './hooks/me.js';
import {
  authorisationsSearch,
  confirmedSearch,
  emailSearch,
  entriesSearch,
  keysSearch,
  marketplaceSearch,
  parseSearchJson,
  purchasesSearch,
  rangeSearch,
  signInSearch,
  signUpSearch,
  statementSearch,
  tokenSearch,
  usageSearch,
} from './search.js';
import { PageNotFound, PageProblem, WholeProblem } from './shell/page-problem.js';
import { PageLoading } from './ui/page-loading.js';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: PageNotFound,
  errorComponent: WholeProblem,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('./pages/account/sign-in-page.js'), 'SignInPage'),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: signUpSearch,
  component: lazyRouteComponent(() => import('./pages/account/sign-up-page.js'), 'SignUpPage'),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  validateSearch: emailSearch,
  component: lazyRouteComponent(
    () => import('./pages/account/forgot-password-page.js'),
    'ForgotPasswordPage',
  ),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: tokenSearch,
  component: lazyRouteComponent(
    () => import('./pages/account/reset-password-page.js'),
    'ResetPasswordPage',
  ),
});
const checkEmail = createRoute({
  getParentRoute: () => root,
  path: '/check-email',
  validateSearch: emailSearch,
  component: lazyRouteComponent(
    () => import('./pages/account/check-email-page.js'),
    'CheckEmailPage',
  ),
});
const confirmed = createRoute({
  getParentRoute: () => root,
  path: '/confirmed',
  validateSearch: confirmedSearch,
  component: lazyRouteComponent(() => import('./pages/account/confirmed-page.js'), 'ConfirmedPage'),
});

/** Everything under it needs a signed-in person. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        throw redirect({ to: '/sign-in', search: { next: location.href } });
      }
      throw error;
    }
  },
  component: lazyRouteComponent(() => import('./shell/app-shell.js'), 'AppShell'),
  errorComponent: WholeProblem,
});

/** The layout under which all pages of signed-in people are. */
export type AppRoute = typeof app;

const overview = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.js'), 'OverviewPage'),
});
const marketplace = createRoute({
  getParentRoute: () => app,
  path: '/marketplace',
  validateSearch: marketplaceSearch,
  component: lazyRouteComponent(
    () => import('./pages/marketplace/marketplace-page.js'),
    'MarketplacePage',
  ),
});
const listing = createRoute({
  getParentRoute: () => app,
  path: '/marketplace/$slug',
  component: lazyRouteComponent(() => import('./pages/marketplace/listing-page.js'), 'ListingPage'),
});
const buy = createRoute({
  getParentRoute: () => app,
  path: '/buy',
  component: lazyRouteComponent(() => import('./pages/purchases/buy-page.js'), 'BuyPage'),
});
const purchases = createRoute({
  getParentRoute: () => app,
  path: '/purchases',
  validateSearch: purchasesSearch,
  component: lazyRouteComponent(
    () => import('./pages/purchases/purchases-page.js'),
    'PurchasesPage',
  ),
});
const purchase = createRoute({
  getParentRoute: () => app,
  path: '/purchases/$id',
  component: lazyRouteComponent(() => import('./pages/purchases/purchase-page.js'), 'PurchasePage'),
});
const promotions = createRoute({
  getParentRoute: () => app,
  path: '/promotions',
  component: lazyRouteComponent(
    () => import('./pages/promotions/promotions-page.js'),
    'PromotionsPage',
  ),
});
const billing = createRoute({
  getParentRoute: () => app,
  path: '/billing',
  component: lazyRouteComponent(() => import('./pages/billing/billing-page.js'), 'BillingPage'),
});
const statement = createRoute({
  getParentRoute: () => app,
  path: '/statement',
  validateSearch: statementSearch,
  component: lazyRouteComponent(
    () => import('./pages/statement/statement-page.js'),
    'StatementPage',
  ),
});
const usage = createRoute({
  getParentRoute: () => app,
  path: '/usage',
  validateSearch: usageSearch,
  component: lazyRouteComponent(() => import('./pages/usage/usage-page.js'), 'UsagePage'),
});
const receipt = createRoute({
  getParentRoute: () => app,
  path: '/usage/$id',
  component: lazyRouteComponent(() => import('./pages/usage/receipt-page.js'), 'ReceiptPage'),
});
const keys = createRoute({
  getParentRoute: () => app,
  path: '/keys',
  validateSearch: keysSearch,
  component: lazyRouteComponent(() => import('./pages/keys/keys-page.js'), 'KeysPage'),
});
const authorisations = createRoute({
  getParentRoute: () => app,
  path: '/authorisations',
  validateSearch: authorisationsSearch,
  component: lazyRouteComponent(
    () => import('./pages/authorisations/authorisations-page.js'),
    'AuthorisationsPage',
  ),
});
const limits = createRoute({
  getParentRoute: () => app,
  path: '/limits',
  component: lazyRouteComponent(() => import('./pages/limits/limits-page.js'), 'LimitsPage'),
});
const modules = createRoute({
  getParentRoute: () => app,
  path: '/modules',
  component: lazyRouteComponent(() => import('./pages/modules/modules-page.js'), 'ModulesPage'),
});
const newModule = createRoute({
  getParentRoute: () => app,
  path: '/modules/new',
  component: lazyRouteComponent(
    () => import('./pages/modules/new-module-page.js'),
    'NewModulePage',
  ),
});
const module = createRoute({
  getParentRoute: () => app,
  path: '/modules/$id',
  component: lazyRouteComponent(() => import('./pages/modules/module-page.js'), 'ModulePage'),
});
const earnings = createRoute({
  getParentRoute: () => app,
  path: '/earnings',
  validateSearch: entriesSearch,
  component: lazyRouteComponent(() => import('./pages/earnings/earnings-page.js'), 'EarningsPage'),
});
const members = createRoute({
  getParentRoute: () => app,
  path: '/members',
  component: lazyRouteComponent(() => import('./pages/members/members-page.js'), 'MembersPage'),
});
const invitation = createRoute({
  getParentRoute: () => app,
  path: '/invitations/$id',
  component: lazyRouteComponent(
    () => import('./pages/members/invitation-page.js'),
    'InvitationPage',
  ),
});
const webhooks = createRoute({
  getParentRoute: () => app,
  path: '/webhook-endpoints',
  component: lazyRouteComponent(() => import('./pages/webhooks/webhooks-page.js'), 'WebhooksPage'),
});
const webhook = createRoute({
  getParentRoute: () => app,
  path: '/webhook-endpoints/$id',
  component: lazyRouteComponent(() => import('./pages/webhooks/endpoint-page.js'), 'EndpointPage'),
});
const account = createRoute({
  getParentRoute: () => app,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account/account-page.js'), 'AccountPage'),
});
const telexEmail = createRoute({
  getParentRoute: () => app,
  path: '/telex-email',
  validateSearch: tokenSearch,
  component: lazyRouteComponent(
    () => import('./pages/account/telex-email-page.js'),
    'TelexEmailPage',
  ),
});
const analytics = createRoute({
  getParentRoute: () => app,
  path: '/analytics',
  validateSearch: rangeSearch,
  component: lazyRouteComponent(
    () => import('./pages/analytics/analytics-page.js'),
    'AnalyticsPage',
  ),
});

const routeTree = root.addChildren([
  signIn,
  signUp,
  forgotPassword,
  resetPassword,
  checkEmail,
  confirmed,
  app.addChildren([
    overview,
    marketplace,
    listing,
    buy,
    purchases,
    purchase,
    promotions,
    billing,
    statement,
    usage,
    receipt,
    keys,
    authorisations,
    limits,
    modules,
    newModule,
    module,
    earnings,
    account,
    telexEmail,
    members,
    invitation,
    webhooks,
    webhook,
    analytics,
    ...adminRoutes(app),
  ]),
]);

/** The pages and their addresses. Tests pass a memory history. */
export function createAppRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageProblem,
    scrollRestoration: true,
    parseSearch: parseSearchWith(parseSearchJson),
    stringifySearch: stringifySearchWith(JSON.stringify, parseSearchJson),
    ...(history === undefined ? {} : { history }),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
