/** One message of a server-sent event stream; `data` is null where only the id was sent. */
export interface StreamMessage {
  /** The last id seen. */
  readonly id: string;
  readonly data: string | null;
}

/**
 * A parser of `text/event-stream`, as the HTML standard describes it: any line ending, comments,
 * several `data` lines in one message, ids that last. `push` takes text that is cut anywhere.
 */
export function createEventParser(): { push(chunk: string): StreamMessage[] } {
  let rest = '';
  let id = '';
  let data: string[] = [];

  function takeLine(line: string): StreamMessage | undefined {
    if (line === '') {
      const message = { id, data: data.length === 0 ? null : data.join('\n') };
      data = [];
      return message;
    }
    const [, name, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === 'data') {
      data.push(value);
    } else if (name === 'id' && !value.includes('\0')) {
      id = value;
    }
    return undefined;
  }

  return {
    push(chunk) {
      const text = rest + chunk;
      // A carriage return at the end may be half of a CRLF whose other half is still to come.
      const end = text.endsWith('\r') ? text.length - 1 : text.length;
      const lines = text.slice(0, end).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + text.slice(end);
      return lines.map(takeLine).filter((message) => message !== undefined);
    },
  };
}
