import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { countWords } from './word-count.js';

/** A plain HTTP API with small text tools; each takes `{"text": "…"}`. */
export function textTools(): Router {
  const router = express.Router();
  router.use(express.json({ limit: '1mb' }));
  router.post(
    '/slugify',
    tool((text) => ({ slug: slugify(text) })),
  );
  router.post(
    '/sha256',
    tool((text) => ({ sha256: createHash('sha256').update(text).digest('hex') })),
  );
  router.post('/count', tool(countWords));
  router.get('/', (_req, res) => {
    res.json({ name: 'Text tools', tools: ['POST /slugify', 'POST /sha256', 'POST /count'] });
  });
  return router;
}

/** A text as the part of an address: `Crème brûlée!` -> `creme-brulee`. */
export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function tool(work: (text: string) => object): RequestHandler {
  return (req: Request, res: Response) => {
    const text: unknown = (req.body as { text?: unknown } | undefined)?.text;
    if (typeof text === 'string') {
      res.json(work(text));
    } else {
      res.status(400).json({ error: 'Send {"text": "…"}.' });
    }
  };
}
