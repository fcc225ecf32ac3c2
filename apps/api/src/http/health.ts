import type { Express } from 'express';

/** Something that must answer before this process can serve. */
export interface ReadinessCheck {
  readonly name: string;
  /** Rejects, or does not come back, when it is not ready. */
  readonly check: () => Promise<unknown>;
}

const patienceMs = 2000;

/** `/healthz` answers while the process runs; `/readyz` while everything it needs answers too. */
export function registerHealth(
  app: Express,
  options: { readonly checks: readonly ReadinessCheck[]; readonly isDraining: () => boolean },
): void {
  app.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  app.get('/readyz', async (_req, res) => {
    const results = await Promise.all(options.checks.map(outcomeOf));
    const ready = !options.isDraining() && results.every(([, state]) => state === 'ok');
    res
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : 'unavailable', checks: Object.fromEntries(results) });
  });
}

async function outcomeOf({ name, check }: ReadinessCheck): Promise<[string, string]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), patienceMs);
  });
  try {
    await Promise.race([check(), late]);
    return [name, 'ok'];
  } catch {
    return [name, 'unavailable'];
  } finally {
    clearTimeout(timer);
  }
}
