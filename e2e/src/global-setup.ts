import type { TestProject } from 'vitest/node';
import { removeFolder, startServer } from './server.js';

/** The server that all browser tests share; each makes people of its own. */
export interface SharedServer {
  readonly baseUrl: string;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly demoPassword: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    server: SharedServer;
  }
}

/** Starts the shared server; ends it after the last test, where it must exit with 0. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const { baseUrl, folder, databaseUrl, demoPassword } = server;
  project.provide('server', { baseUrl, folder, databaseUrl, demoPassword });
  return async () => {
    await server.stop();
    removeFolder(folder);
  };
}
