import { priceNoticeRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { PriceNoticesService } from './service.js';

export function priceNoticesRoutesOf(service: PriceNoticesService): BoundRoute[] {
  return [
    bind(priceNoticeRoutes.list, ({ caller, query }) => service.list(caller.organisationId, query)),
  ];
}
