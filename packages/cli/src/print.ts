/** What a command prints to. */
export interface Printer {
  /** For scripts: one JSON value a line. */
  readonly isJson: boolean;
  line(text: string): void;
  /** Beside the result: progress and the like; never on standard output. */
  note(text: string): void;
  /** A value for scripts, or else what people see of it. */
  result(value: unknown, forPeople: () => string): void;
}

/** Text of a server or a publisher must not steer a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** A table with a head, columns as wide as their widest cell; a line of words when it is empty. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  whenEmpty: string,
): string {
  if (rows.length === 0) {
    return whenEmpty;
  }
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => printable(cell ?? '-').replace(/\s+/g, ' ')),
  );
  const widths = head.map((_name, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Prints to streams. */
export function createPrinter(
  streams: {
    readonly stdout: { write(text: string): unknown };
    readonly stderr: { write(text: string): unknown };
  },
  isJson: boolean,
): Printer {
  const line = (text: string) => {
    streams.stdout.write(`${text}\n`);
  };
  return {
    isJson,
    line,
    note(text) {
      streams.stderr.write(`${printable(text)}\n`);
    },
    result(value, forPeople) {
      line(isJson ? JSON.stringify(value) : printable(forPeople()));
    },
  };
}
