import type { CallableModule, CallableModules } from '../../foundation/ports.js';

/** A published agent; undefined for modules of other kinds. */
export async function agentBySlug(
  modules: CallableModules,
  slug: string,
): Promise<CallableModule | undefined> {
  const module = await modules.bySlug(slug);
  return module?.kind === 'a2a' ? module : undefined;
}

/** The one agent that a connection reaches. */
export async function agentOfConnection(
  modules: CallableModules,
  moduleIds: readonly string[] | null,
): Promise<CallableModule | undefined> {
  const module = await modules.byId(moduleIds?.[0] ?? '');
  return module?.kind === 'a2a' ? module : undefined;
}
