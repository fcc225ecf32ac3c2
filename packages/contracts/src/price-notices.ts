import { z } from 'zod';
import { anyRole } from './access.js';
import { listOf, noBody, noParams, pageQuery, timeSchema } from './common.js';
import { priceSchema } from './modules.js';
import { route } from './route.js';

/** A rise that is announced to an organisation that uses the module, or that one was taken back. */
const priceNoticeSchema = z
  .strictObject({
    id: z.string(),
    moduleId: z.string(),
    moduleName: z.string(),
    moduleSlug: z.string(),
    kind: z.enum(['rise', 'taken_back']),
    /** What holds until then, and what was announced. */
    from: priceSchema,
    to: priceSchema,
    effectiveAt: timeSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'PriceNotice' });
export type PriceNotice = z.infer<typeof priceNoticeSchema>;

export const priceNoticeRoutes = {
  list: route({
    operationId: 'listPriceNotices',
    method: 'get',
    path: '/api/v1/price-notices',
    tag: 'usage',
    summary: 'Announced price rises of modules that the organisation uses, the next one first',
    access: { kind: 'organisation', roles: anyRole, scopes: ['usage:read'] },
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(priceNoticeSchema),
  }),
} as const;
