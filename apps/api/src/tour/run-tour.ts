import { scenarios } from './scenarios/all.js';
import { playOnThrowawayServer, tourOnThrowawayServer } from './throwaway-server.js';

const happy = {
  name: 'happy',
  title: 'Buy, call, deduct, earn, and give back what was not spent: the tour itself',
};

function list(say: (line: string) => void): void {
  for (const { name, title } of [happy, ...scenarios]) {
    say(`${name.padEnd(28)}${title}`);
  }
}

/**
 * `npm run tour`: the tour, or the scenario that is named; `all` plays every one. Answers the exit
 * code: 0 when every number is as it must be, 1 when one is not, 2 for a name that there is not.
 */
export async function runTour(
  wish: { readonly scenario?: string | undefined; readonly list?: boolean | undefined },
  say: (line: string) => void,
): Promise<number> {
  if (wish.list === true) {
    list(say);
    return 0;
  }
  const { scenario: name = happy.name } = wish;
  const isAll = name === 'all';
  const played = scenarios.filter((scenario) => isAll || scenario.name === name);
  if (played.length === 0 && name !== happy.name) {
    say(`There is no scenario "${name}". There are:`);
    list(say);
    return 2;
  }
  const isHappy = isAll || name === happy.name;
  const happyIsRight = !isHappy || (await tourOnThrowawayServer(say));
  const othersAreRight = played.length === 0 || (await playOnThrowawayServer(say, played));
  const right = happyIsRight && othersAreRight;
  say(
    right ? 'The tour is complete: every number is as it must be.' : 'The tour failed: see WRONG.',
  );
  return right ? 0 : 1;
}
