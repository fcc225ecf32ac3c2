import { eventRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bindRaw } from '../../http/bind.js';
import type { EventsService } from './service.js';

/** The organisation's events as server-sent events. */
export function eventRoutesOf(service: EventsService): BoundRoute[] {
  return [
    bindRaw(eventRoutes.stream, ({ caller }, req, res) =>
      service.stream({
        organisationId: caller.organisationId,
        lastEventId: req.get('Last-Event-ID'),
        sink: res,
        open() {
          res.status(200).set({
            'Content-Type': 'text/event-stream',
            'Cache-Control': 'no-store',
            // Asks nginx and the like not to gather events.
            'X-Accel-Buffering': 'no',
          });
          res.flushHeaders();
        },
      }),
    ),
  ];
}
