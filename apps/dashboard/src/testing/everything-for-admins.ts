import * as admin from './admin-fixtures.js';
import { everything } from './everything.js';
import { page } from './fixtures.js';

/** Answers with which every page of a platform admin shows something, too. */
export const everythingForAdmins: Readonly<Record<string, object>> = {
  ...everything,
  'GET /api/v1/me': admin.adminMe,
  'GET /api/v1/admin/purchases': ({ query }: { query: URLSearchParams }) =>
    query.get('status') === 'review' ? page() : page(admin.order),
  'GET /api/v1/admin/purchases/pur_one': admin.order,
  'GET /api/v1/admin/disputes': page(admin.dispute),
  'GET /api/v1/admin/inbox': page(admin.deadEvent),
  'GET /api/v1/admin/inbox/evt_one': { ...admin.deadEvent, payload: { id: 'evt_1Qabc' } },
  'GET /api/v1/admin/reconciliation': page(admin.report),
  'GET /api/v1/admin/reconciliation/2026-11-23': admin.report,
  'GET /api/v1/admin/packages': page(admin.adminPackage),
  'GET /api/v1/admin/custom-offer': { custom: admin.offer },
  'GET /api/v1/admin/promotions': page(admin.promotion),
  'GET /api/v1/admin/organisations': page(admin.foundOrganisation),
  'GET /api/v1/admin/audit': page(admin.auditRow),
};
