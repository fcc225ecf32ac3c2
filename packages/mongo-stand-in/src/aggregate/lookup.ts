import { refuse } from '../errors.js';
import { compileExpression, type Expression } from '../query/expression.js';
import { setPath } from '../query/project.js';
import { type Doc, isDoc } from '../values/doc.js';
import { partsOf, valueAt } from '../values/paths.js';
import type { Stage, Surroundings } from './pipeline.js';

function text(specification: Doc, field: string): string {
  const value = specification[field];
  if (typeof value !== 'string') {
    throw refuse('FailedToParse', `$lookup argument '${field}' must be a string`);
  }
  return value;
}

/** Compiles `$lookup`: by an equal field, by a pipeline with `let`, or both. */
export function compileLookup(
  specification: Doc,
  compilePipeline: (pipeline: unknown) => Stage,
): Stage {
  const fields = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'];
  const unknown = Object.keys(specification).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw refuse('FailedToParse', `unknown argument to $lookup: ${unknown}`);
  }
  const from = text(specification, 'from');
  const as = text(specification, 'as');
  const equal = compileEquality(specification);
  const pipeline = compilePipeline(specification.pipeline ?? []);
  const bind = compileLet(specification.let);
  return (docs, surroundings) =>
    docs.map((doc) => {
      const joined = { ...doc };
      const variables = bind(doc, surroundings.variables);
      const found = surroundings.read(from, equal(doc));
      setPath(joined, as, pipeline(found, { ...surroundings, variables }));
      return joined;
    });
}

/** A missing field joins like null; an array joins by each of its elements. */
function compileEquality(specification: Doc): (doc: Doc) => Doc {
  if (specification.localField === undefined && specification.foreignField === undefined) {
    return () => ({});
  }
  const local = partsOf(text(specification, 'localField'));
  const foreign = text(specification, 'foreignField');
  return (doc) => {
    const value = valueAt(doc, local) ?? null;
    return { [foreign]: Array.isArray(value) ? { $in: value } : { $eq: value } };
  };
}

function compileLet(source: unknown): (root: Doc, outer: Surroundings['variables']) => Doc {
  const bindings: [string, Expression][] = Object.entries(isDoc(source) ? source : {}).map(
    ([name, inner]) => [name, compileExpression(inner)],
  );
  return (root, outer) => ({
    ...outer,
    ...Object.fromEntries(
      bindings.map(([name, expression]) => [name, expression.value({ root, variables: outer })]),
    ),
  });
}
