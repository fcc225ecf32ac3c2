import { type MicroUnits, quantityAt } from '../prices/quantity.js';
import { utf8 } from '../wire/read-body.js';
import { isObject, type JsonSpan, parseSpan, valueAt } from './json-spans.js';

/** The count at a JSON Pointer; undefined where none is said. */
export type UnitReader = (pointer: string) => MicroUnits | undefined;

export const noUnits: UnitReader = () => undefined;
/** Of a result whose units were counted for another call already. */
export const zeroUnits: UnitReader = () => 0n;

/** What 1.0 and streams wrap a payload in. */
const wrappers = [
  ...['task', 'statusUpdate', 'status_update', 'artifactUpdate', 'artifact_update', 'message'],
];

function payloadOf(whole: JsonSpan): JsonSpan {
  const result = valueAt(whole, '/result') ?? whole;
  const wrapped = wrappers.map((name) => valueAt(result, `/${name}`));
  return wrapped.find((span) => span !== undefined && isObject(span)) ?? result;
}

/**
 * Reads counts from the task, message or update that a reply, a frame or a push brings: pointers start
 * there. Nothing is read before it is asked for.
 */
export function unitReader(body: Buffer): UnitReader {
  return (pointer) => {
    try {
      return quantityAt(payloadOf(parseSpan(utf8(body) ?? '')), pointer);
    } catch (error) {
      if (error instanceof SyntaxError) {
        return undefined;
      }
      throw error;
    }
  };
}
