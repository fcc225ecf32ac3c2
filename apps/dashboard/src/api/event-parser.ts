/** One message of a server-sent event stream. */
export interface StreamMessage {
  /** The id to resume after; the last one seen when the message has none of its own. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads text chunk by chunk, cut anywhere, and answers the messages that are complete. */
export interface EventParser {
  push(chunk: string): StreamMessage[];
}

interface Fields {
  event: string;
  data: string[];
}

/**
 * A parser of `text/event-stream`, as the HTML standard describes it: any line ending, comments,
 * several `data` lines in one message, ids that last. `onRetry` hears the server's wish in ms.
 */
export function createEventParser(onRetry: (milliseconds: number) => void = () => {}): EventParser {
  let rest = '';
  let id = '';
  let fields: Fields = { event: '', data: [] };

  function takeField(line: string): void {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      fields.data.push(value);
    } else if (name === 'event') {
      fields.event = value;
    } else if (name === 'id' && !value.includes('\0')) {
      id = value;
    } else if (name === 'retry' && /^\d+$/.test(value)) {
      onRetry(Number(value));
    }
  }

  function takeLine(line: string): StreamMessage | undefined {
    if (line !== '') {
      takeField(line);
      return undefined;
    }
    const { event, data } = fields;
    fields = { event: '', data: [] };
    return data.length === 0
      ? undefined
      : { id, event: event === '' ? 'message' : event, data: data.join('\n') };
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
