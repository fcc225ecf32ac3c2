import express, { type Router } from 'express';
import { AppError } from '../../foundation/app-error.js';
import type { WebhooksService } from './service.js';

/**
 * `POST /{provider}`, to be mounted at `/webhooks` ahead of every body parser: a signature is of
 * bytes. 404 for a provider that is not configured, 401 and nothing stored for a bad signature,
 * 200 once the event is kept.
 */
export function webhooksRouter(service: WebhooksService): Router {
  const router = express.Router();
  router.post(
    '/:provider',
    (req, _res, next) => {
      service.requireProvider(req.params.provider);
      next();
    },
    express.raw({ type: () => true, limit: '1mb', inflate: false }),
    async (req, res) => {
      const raw: unknown = req.body;
      if (!Buffer.isBuffer(raw)) {
        throw new AppError(400, 'body_required', 'Send the event as the body of the request.');
      }
      await service.receive(req.params.provider, raw, req.headers);
      res.status(200).json({ received: true });
    },
  );
  return router;
}
