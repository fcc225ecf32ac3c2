import { z } from 'zod';
import {
  creditsSchema,
  idParams,
  listOf,
  moneySchema,
  noBody,
  nonNegativeCreditsSchema,
  noParams,
  noQuery,
  positiveCreditsSchema,
} from './common.js';
import { customOfferSchema, packageSchema } from './purchases.js';
import { route } from './route.js';

const admin = { kind: 'platform', roles: ['platform_admin'] } as const;

/** A package as platform admins see it, also when it is off sale. */
export const adminPackageSchema = packageSchema
  .extend({ active: z.boolean(), position: z.number().int() })
  .meta({ id: 'AdminPackage' });

const prices = z
  .array(moneySchema)
  .min(1)
  .max(20)
  .refine(
    (list) => new Set(list.map(({ currency }) => currency)).size === list.length,
    'has two prices in one currency',
  );
const name = z.string().trim().min(1).max(80);
const position = z.number().int().min(0).max(1000);

export const adminPackageRoutes = {
  list: route({
    operationId: 'listAdminPackages',
    method: 'get',
    path: '/api/v1/admin/packages',
    tag: 'admin',
    summary: 'All credit packages, off sale too',
    access: admin,
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: listOf(adminPackageSchema),
  }),
  create: route({
    operationId: 'createPackage',
    method: 'post',
    path: '/api/v1/admin/packages',
    tag: 'admin',
    idempotent: true,
    summary: 'Put a credit package on sale',
    access: admin,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      name,
      credits: positiveCreditsSchema,
      bonus: nonNegativeCreditsSchema.default('0'),
      prices,
      position: position.default(100),
    }),
    status: 201,
    reply: adminPackageSchema,
  }),
  change: route({
    operationId: 'changePackage',
    method: 'patch',
    path: '/api/v1/admin/packages/{id}',
    tag: 'admin',
    summary: 'Change a credit package; purchases that were made keep what they were sold',
    access: admin,
    params: idParams,
    query: noQuery,
    body: z.strictObject({
      name: name.optional(),
      credits: positiveCreditsSchema.optional(),
      bonus: nonNegativeCreditsSchema.optional(),
      prices: prices.optional(),
      active: z.boolean().optional(),
      position: position.optional(),
    }),
    status: 200,
    reply: adminPackageSchema,
  }),
  getCustomOffer: route({
    operationId: 'getCustomOffer',
    method: 'get',
    path: '/api/v1/admin/custom-offer',
    tag: 'admin',
    summary: 'What custom amounts cost; null where they are not on sale',
    access: admin,
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: z.strictObject({ custom: customOfferSchema.nullable() }),
  }),
  setCustomOffer: route({
    operationId: 'setCustomOffer',
    method: 'put',
    path: '/api/v1/admin/custom-offer',
    tag: 'admin',
    summary: 'Sell custom amounts, or stop selling them',
    access: admin,
    params: noParams,
    query: noQuery,
    body: z.strictObject({
      custom: customOfferSchema
        .extend({
          minimum: positiveCreditsSchema,
          maximum: positiveCreditsSchema,
          unitPrices: prices,
          tiers: z
            .array(
              z.strictObject({
                from: creditsSchema,
                bonusBps: z.number().int().min(1).max(100_000),
              }),
            )
            .max(20),
        })
        .nullable(),
    }),
    status: 200,
    reply: z.strictObject({ custom: customOfferSchema.nullable() }),
  }),
} as const;
