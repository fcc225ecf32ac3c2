import { refuse } from '../errors.js';
import { type Doc, fieldOf, isDoc, setField } from '../values/doc.js';
import { isNumeric, isTruthy } from '../values/kinds.js';
import { compileExpression, type Expression } from './expression.js';

type Node = { readonly [field: string]: Node | true };
export type Projection = (doc: Doc, variables?: Doc) => Doc;

/** The named fields as a tree, so that `a.b` and `a.c` are one walk through a. */
function treeOf(paths: readonly string[]): Node {
  const root: Record<string, unknown> = Object.create(null);
  for (const path of paths) {
    const parts = path.split('.');
    let node = root;
    for (const [index, part] of parts.entries()) {
      const last = index === parts.length - 1;
      const next = node[part];
      if (next === true || (last && next !== undefined)) {
        throw refuse('Location31249', `Path collision at ${path}`);
      }
      node[part] = last ? true : (next ?? Object.create(null));
      node = node[part] as Record<string, unknown>;
    }
  }
  return root as Node;
}

function only(value: unknown, node: Node): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((inner) => isDoc(inner) || Array.isArray(inner))
      .map((inner) => only(inner, node));
  }
  if (!isDoc(value)) {
    return undefined;
  }
  const kept: Doc = {};
  for (const [field, inner] of Object.entries(value)) {
    const below = node[field];
    const result = below === true ? inner : below && only(inner, below);
    if (result !== undefined) {
      setField(kept, field, result);
    }
  }
  return kept;
}

function without(value: unknown, node: Node): unknown {
  if (Array.isArray(value)) {
    return value.map((inner) => without(inner, node));
  }
  if (!isDoc(value)) {
    return value;
  }
  const kept: Doc = {};
  for (const [field, inner] of Object.entries(value)) {
    const below = node[field];
    if (below !== true) {
      setField(kept, field, below === undefined ? inner : without(inner, below));
    }
  }
  return kept;
}

interface Parsed {
  readonly included: string[];
  readonly excluded: string[];
  readonly computed: [string, Expression][];
  readonly id: boolean;
}

function parse(specification: Doc): Parsed {
  const parsed = {
    included: [] as string[],
    excluded: [] as string[],
    computed: [] as [string, Expression][],
    id: true,
  };
  for (const [path, wanted] of Object.entries(specification)) {
    const isFlag = typeof wanted === 'boolean' || isNumeric(wanted);
    if (path === '_id' && isFlag) {
      parsed.id = isTruthy(wanted);
    } else if (!isFlag) {
      parsed.computed.push([path, compileExpression(wanted)]);
    } else {
      (isTruthy(wanted) ? parsed.included : parsed.excluded).push(path);
    }
  }
  if (parsed.excluded.length > 0 && parsed.included.length + parsed.computed.length > 0) {
    const [path] = parsed.excluded;
    throw refuse('Location31254', `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  return parsed;
}

/** Compiles a projection: fields in, or fields out, or (in `$project`) computed ones. */
export function compileProjection(specification: Doc): Projection {
  const { included, excluded, computed, id } = parse(specification);
  const isInclusion =
    included.length + computed.length > 0 ||
    ('_id' in specification && id && excluded.length === 0);
  if (!isInclusion) {
    const node = treeOf(id ? excluded : ['_id', ...excluded]);
    return (doc) => without(doc, node) as Doc;
  }
  const takesId = id && !computed.some(([path]) => path === '_id');
  const node = treeOf(takesId ? ['_id', ...included] : included);
  return (doc, variables = {}) => {
    const result = only(doc, node) as Doc;
    for (const [path, expression] of computed) {
      setPath(result, path, expression.value({ root: doc, variables }));
    }
    return result;
  };
}

/** Sets a computed field; a dotted path makes the documents on its way. */
export function setPath(doc: Doc, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  let target = doc;
  for (const part of parts) {
    const inner = fieldOf(target, part);
    const next = isDoc(inner) ? { ...inner } : {};
    setField(target, part, next);
    target = next;
  }
  if (value === undefined) {
    delete target[last];
  } else {
    setField(target, last, value);
  }
}
