import { notImplemented, refuse } from '../errors.js';
import { type Doc, fieldOf, isDoc, setField } from '../values/doc.js';
import { typeName } from '../values/kinds.js';

/** Where a dotted path of an update ends: a field of a document, or an element of an array. */
export interface Place {
  get(): unknown;
  set(value: unknown): void;
  remove(): void;
}

const ARRAY_INDEX = /^(0|[1-9]\d*)$/;

/** Checks the path of an update and splits it. */
export function updateParts(path: string): string[] {
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') {
      throw refuse('Location56', `The update path '${path}' contains an empty field name`);
    }
    if (part.startsWith('$')) {
      if (part === '$' || part.startsWith('$[')) {
        throw notImplemented('the positional operator in updates');
      }
      throw refuse(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`,
      );
    }
  }
  return parts;
}

/**
 * Finds the place in a document that may be changed. Documents on the way are made when `create`;
 * otherwise a path that does not exist is `undefined`.
 */
export function placeAt(root: Doc, path: string, create: boolean): Place | undefined {
  const parts = updateParts(path);
  const last = parts.pop() ?? '';
  let node: unknown = root;
  for (const [index, part] of parts.entries()) {
    const place = childOf(node, part, { path, create, at: parts[index - 1] });
    if (place === undefined) {
      return undefined;
    }
    if (place.get() === undefined) {
      if (!create) {
        return undefined;
      }
      place.set({});
    }
    node = place.get();
  }
  return childOf(node, last, { path, create, at: parts.at(-1) });
}

interface Step {
  readonly path: string;
  readonly create: boolean;
  readonly at: string | undefined;
}

function childOf(node: unknown, part: string, step: Step): Place | undefined {
  if (isDoc(node)) {
    return {
      get: () => fieldOf(node, part),
      set: (value) => setField(node, part, value),
      remove: () => {
        delete node[part];
      },
    };
  }
  if (Array.isArray(node) && ARRAY_INDEX.test(part)) {
    return elementOf(node, Number(part));
  }
  if (!step.create) {
    return undefined;
  }
  throw refuse(
    'PathNotViable',
    `Cannot create field '${part}' in element {${step.at}: ${typeName(node)}} on the path '${step.path}'`,
  );
}

/** Setting beyond the end fills with nulls; removing an element leaves a null, as `$unset` does. */
function elementOf(array: unknown[], index: number): Place {
  return {
    get: () => array[index],
    set: (value) => {
      while (array.length < index) {
        array.push(null);
      }
      array[index] = value;
    },
    remove: () => {
      if (index < array.length) {
        array[index] = null;
      }
    },
  };
}
