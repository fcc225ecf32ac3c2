import { adminRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { AnalyticsService } from './service.js';

/** Numbers of the whole platform, for product managers and admins. */
export function analyticsRoutes(service: AnalyticsService): BoundRoute[] {
  return [bind(adminRoutes.analytics, ({ query }) => service.overview(query))];
}
