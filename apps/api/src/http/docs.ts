import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import helmet from 'helmet';
import { openApiDocument } from './openapi.js';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Telex Credits API</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
  </head>
  <body>
    <div id="app"></div>
    <script src="/docs/scalar.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>`;

/** All that the reference would fetch from elsewhere is switched off: it works offline. */
const start = `Scalar.createApiReference('#app', ${JSON.stringify({
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
})});`;

/** `/openapi.json`, and `/docs` to browse it with our own copy of Scalar's script. */
export function registerDocs(app: Express, options: { readonly publicUrl: string }): void {
  let document: string | undefined;
  app.get('/openapi.json', (_req, res) => {
    document ??= JSON.stringify(openApiDocument(options.publicUrl));
    res.set('Cache-Control', 'no-cache').type('application/json').send(document);
  });
  app.get('/docs/scalar.js', (_req, res, next) => {
    const headers = { 'Content-Type': 'text/javascript; charset=utf-8' };
    res.sendFile(scalarFile(), { headers, maxAge: '1h', dotfiles: 'allow' }, next);
  });
  app.get('/docs/start.js', (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('text/javascript').send(start);
  });
  app.get('/docs', docsPolicy(), (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('text/html').send(page);
  });
}

/** Scalar sets inline styles and starts a worker from a blob. */
function docsPolicy() {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      connectSrc: ["'self'"],
      fontSrc: ["'self'", 'data:'],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      objectSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      workerSrc: ["'self'", 'blob:'],
    },
  });
}

/** The build copies it beside the code; in development it is served from the dependency. */
function scalarFile(): string {
  const copied = fileURLToPath(new URL('../public/scalar.js', import.meta.url));
  return existsSync(copied)
    ? copied
    : createRequire(import.meta.url)
        .resolve('@scalar/api-reference')
        .replace(/dist[\\/].*$/, 'dist/browser/standalone.js');
}
