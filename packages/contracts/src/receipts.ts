import { z } from 'zod';
import { anyRole, billingRoles } from './access.js';
import {
  idParams,
  listOf,
  moneySchema,
  noBody,
  noParams,
  noQuery,
  pageQuery,
  timeSchema,
} from './common.js';
import { route } from './route.js';

const line = z.string().trim().max(120);

/** Who buys, as receipts of purchases name them; empty where the organisation has not said it. */
export const billingDetailsSchema = z
  .strictObject({
    legalName: line,
    /** As on an envelope, one line each. */
    address: z.array(line.min(1)).max(6),
    taxId: z.string().trim().max(40),
    /** Where receipts are sent; null for whoever made the purchase. */
    email: z.email().max(254).nullable(),
  })
  .meta({ id: 'BillingDetails' });
export type BillingDetails = z.infer<typeof billingDetailsSchema>;

/** The receipt of a paid purchase; the document itself is a PDF. */
export const purchaseReceiptSchema = z
  .strictObject({
    id: z.string(),
    /** Without a gap in its seller's series. */
    number: z.string(),
    purchaseId: z.string(),
    issuedAt: timeSchema,
    net: moneySchema,
    tax: moneySchema,
    total: moneySchema,
    /** Null until it was handed to the mail server. */
    mailedAt: timeSchema.nullable(),
  })
  .meta({ id: 'PurchaseReceipt' });
export type PurchaseReceipt = z.infer<typeof purchaseReceiptSchema>;

const reader = { kind: 'organisation', roles: anyRole, scopes: ['wallet:read'] } as const;

export const receiptRoutes = {
  list: route({
    operationId: 'listReceipts',
    method: 'get',
    path: '/api/v1/receipts',
    tag: 'purchases',
    csv: true,
    summary: 'Receipts of purchases, newest first',
    access: reader,
    params: noParams,
    query: pageQuery,
    body: noBody,
    status: 200,
    reply: listOf(purchaseReceiptSchema),
  }),
  pdf: route({
    operationId: 'getReceiptPdf',
    method: 'get',
    path: '/api/v1/purchases/{id}/receipt.pdf',
    tag: 'purchases',
    produces: 'application/pdf',
    summary: 'The receipt of a paid purchase as a PDF',
    access: reader,
    params: idParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: z.any(),
  }),
  getBillingDetails: route({
    operationId: 'getBillingDetails',
    method: 'get',
    path: '/api/v1/billing-details',
    tag: 'purchases',
    summary: 'Who buys, as the next receipts name them',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: noBody,
    status: 200,
    reply: billingDetailsSchema,
  }),
  putBillingDetails: route({
    operationId: 'setBillingDetails',
    method: 'put',
    path: '/api/v1/billing-details',
    tag: 'purchases',
    summary: 'Say who buys; receipts that were issued stay as they are',
    access: { kind: 'organisation', roles: billingRoles, scopes: [] },
    params: noParams,
    query: noQuery,
    body: billingDetailsSchema,
    status: 200,
    reply: billingDetailsSchema,
  }),
} as const;
