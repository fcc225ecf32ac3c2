/** What one process of the benchmark says of itself. */
export interface ProcessUse {
  /** Processor time of all its threads since it began, in microseconds. */
  readonly cpuMicros: number;
  /** Memory now, and the most that it ever had. */
  readonly rssMiB: number;
  readonly peakRssMiB: number;
}

function processUse(): ProcessUse {
  const { user, system } = process.cpuUsage();
  return {
    cpuMicros: user + system,
    rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/**
 * The child's end of a link: says that it is `ready`, then answers what the parent asks by name.
 * A child whose parent has gone ends.
 */
export function answerParent(
  ready: unknown,
  answers: Readonly<Record<string, () => Promise<unknown>>>,
): void {
  const all = { ...answers, use: async () => processUse() };
  const say = (message: object) => process.send?.(message);
  process.on('message', (asked: string) => {
    const answer = Object.hasOwn(all, asked) ? all[asked as keyof typeof all] : undefined;
    Promise.resolve(answer?.())
      .then((reply) => say({ asked, reply: reply ?? null }))
      .catch((error: unknown) => say({ asked, problem: String(error) }));
  });
  process.once('disconnect', () => process.exit());
  say({ asked: 'ready', reply: ready });
}
