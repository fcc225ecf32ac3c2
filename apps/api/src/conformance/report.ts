import type { Cell } from './cell.js';
import { cells } from './cells.js';
import type { Route } from './route.js';
import { routes } from './routes.js';

type Mark = 'pass' | 'FAIL' | '-';

/** The table: a row a cell, a column a route, and what each mark means. */
function tableOf(marks: ReadonlyMap<string, Mark>): string[] {
  const width = Math.max(...cells.map(({ name }) => name.length));
  const heads = routes.map(({ name }, index) => `${String(index + 1).padStart(4)}  ${name}`);
  const row = (name: string, columns: readonly string[]) =>
    `${name.padEnd(width)} ${columns.map((column) => column.padStart(5)).join('')}`;
  return [
    ...heads,
    '',
    row(
      '',
      routes.map((_route, index) => String(index + 1)),
    ),
    ...cells.map(({ name }) =>
      row(
        name,
        routes.map((route) => marks.get(`${route.name}/${name}`) ?? ''),
      ),
    ),
  ];
}

/** Keeps what each cell came to, and says it. */
export function createReport(say: (line: string) => void) {
  const marks = new Map<string, Mark>();
  const count = (mark: Mark, of = '') =>
    [...marks].filter(([place, one]) => one === mark && place.startsWith(of)).length;

  return {
    /** `problems` is undefined where this gateway has no such module. */
    note(route: Route, cell: Cell, problems: readonly string[] | undefined): void {
      const mark = problems === undefined ? '-' : problems.length === 0 ? 'pass' : 'FAIL';
      marks.set(`${route.name}/${cell.name}`, mark);
      for (const problem of problems ?? []) {
        say(`FAIL  ${route.name}: ${cell.name}: ${problem}`);
      }
    },
    endOf({ name }: Route): void {
      const of = `${name}/`;
      const passed = `${count('pass', of)} passed, ${count('FAIL', of)} failed`;
      say(`${name}: ${passed}, ${count('-', of)} left out`);
    },
    /** Prints the table; its last line counts. */
    close() {
      const [passed, failed, leftOut] = [count('pass'), count('FAIL'), count('-')];
      for (const line of ['', ...tableOf(marks), '']) {
        say(line);
      }
      if (leftOut > 0) {
        say(`${leftOut} left out (-): this gateway has no such module for the suite`);
      }
      say(`${passed} passed, ${failed} failed`);
      return { passed, failed, leftOut };
    },
  };
}
