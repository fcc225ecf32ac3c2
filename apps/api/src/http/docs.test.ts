import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allRoutes } from '@telex-credits/contracts';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { testApp } from '../testing/test-app.js';
import { openApiDocument } from './openapi.js';

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument('https://api.example.test')));
  type Operation = {
    operationId: string;
    security: object[];
    parameters?: { name: string; in: string; required?: boolean }[];
    requestBody?: object;
    responses: Record<string, { content?: Record<string, { schema: object }> }>;
  };
  const operationOf = (path: string, method: string): Operation => document.paths[path]?.[method];

  test('is 3.1 and has every contract with its reply and its errors', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const route of allRoutes) {
      const operation = operationOf(route.path, route.method);
      expect(operation?.operationId).toBe(route.operationId);
      expect(Object.keys(operation.responses)).toContain(String(route.status));
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) >= 400) {
          expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
        }
      }
    }
    const ids = allRoutes.map((route) => route.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('asks for the key exactly where money moves, and for credentials where it is closed', () => {
    for (const route of allRoutes) {
      const operation = operationOf(route.path, route.method);
      const keys = (operation.parameters ?? []).filter(({ name }) => name === 'Idempotency-Key');
      expect([route.operationId, keys.map(({ required }) => required)]).toEqual([
        route.operationId,
        route.idempotent ? [true] : [],
      ]);
      expect(operation.security.length > 0).toBe(route.access.kind !== 'public');
    }
  });

  test('names every path parameter, and leads every reference somewhere', () => {
    for (const route of allRoutes) {
      const named = (operationOf(route.path, route.method).parameters ?? [])
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name);
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([route.path, named.sort()]).toEqual([route.path, inPath.sort()]);
    }
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name] of references) {
      expect(document.components.schemas).toHaveProperty([String(name)]);
    }
  });
});

describe('the reference', () => {
  const { app } = testApp([]);
  test('works offline: page, script and document come from here, and the policy allows no other', async () => {
    const page = await request(app).get('/docs').expect(200);
    expect(page.text).not.toMatch(/https?:\/\//);
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/https?:/);
    const script = await request(app).get('/docs/scalar.js').expect(200);
    expect(script.headers['content-type']).toContain('text/javascript');
    expect(Number(script.headers['content-length'])).toBeGreaterThan(1_000_000);
    const start = await request(app).get('/docs/start.js').expect(200);
    expect(start.text).toContain('"/openapi.json"');
    await request(app)
      .get('/openapi.json')
      .expect('Content-Type', /application\/json/)
      .expect(200);
  });
});

describe('the dashboard', () => {
  const dashboardFolder = mkdtempSync(join(tmpdir(), 'telex-credits-'));
  mkdirSync(join(dashboardFolder, 'assets'));
  writeFileSync(join(dashboardFolder, 'index.html'), '<title>Dashboard</title>');
  writeFileSync(join(dashboardFolder, 'assets/app-1a2b.js'), 'let x;');
  const settings = {
    ...{ appOrigin: 'http://127.0.0.1:4000', publicUrl: 'http://127.0.0.1:4000' },
    ...{ production: false, dashboardFolder },
  };
  const { app } = testApp([], { settings });
  const html = (path: string) => request(app).get(path).set('Accept', 'text/html');

  test('answers its own pages, uncached, and its hashed assets for ever', async () => {
    for (const path of ['/', '/keys', '/usage/use_123']) {
      const page = await html(path).expect(200);
      expect(page.text).toContain('Dashboard');
      expect(page.headers['cache-control']).toContain('no-cache');
    }
    const asset = await request(app).get('/assets/app-1a2b.js').expect(200);
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  test('never answers for the API, the gateway, webhooks or a missing asset', async () => {
    const paths = ['/api/v1/nothing', '/api', '/gateway/x', '/webhooks/x', '/sandbox/x'];
    for (const path of [...paths, '/assets/gone.js']) {
      const reply = await html(path);
      expect([path, reply.status, reply.body.code]).toEqual([path, 404, 'not_found']);
    }
    await request(app).post('/keys').expect(404);
    await html('/../../package.json').expect((reply) => {
      expect(reply.text).not.toContain('workspaces');
    });
  });
});
