import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';

/** Paths that are never the dashboard's, even where nothing answers. */
const notPages = /^\/(api|gateway|webhooks|sandbox|docs|openapi\.json|metrics)(\/|$)/;

/**
 * Serves the built dashboard: hashed assets for ever, `index.html` for every page that it routes
 * itself. Does nothing where it was not built.
 */
export function registerDashboard(app: Express, folder: string): void {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) {
    return;
  }
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true }),
  );
  app.use(express.static(folder, { index: false, maxAge: 0 }));
  app.get('/{*page}', (req, res, next) => {
    const isFile = req.path.startsWith('/assets/');
    if (isFile || notPages.test(req.path) || !req.accepts('html')) {
      next();
      return;
    }
    res.set('Cache-Control', 'no-cache').sendFile(index, { dotfiles: 'allow' }, next);
  });
}
