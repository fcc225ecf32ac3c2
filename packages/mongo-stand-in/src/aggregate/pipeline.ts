import { Int32 } from 'bson';
import { notImplemented, refuse } from '../errors.js';
import { compileExpression, type Expression } from '../query/expression.js';
import { compileFilter } from '../query/match.js';
import { compileProjection, setPath } from '../query/project.js';
import { compileSort } from '../query/sort.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import { partsOf, valueAt } from '../values/paths.js';
import { compileGroup } from './group.js';
import { compileLookup } from './lookup.js';

/** What a stage can reach besides the documents that it is given. */
export interface Surroundings {
  /** The documents of another collection of the same database that match. */
  read(collection: string, filter: Doc): Doc[];
  /** What `let` of a `$lookup` has set. */
  readonly variables: Doc;
}

/** A compiled stage of a pipeline. */
export type Stage = (docs: Doc[], surroundings: Surroundings) => Doc[];

/** Compiles a pipeline; a stage that is not known here is refused. */
export function compilePipeline(pipeline: unknown): Stage {
  if (!Array.isArray(pipeline)) {
    throw refuse('TypeMismatch', "'pipeline' option must be specified as an array");
  }
  const stages = pipeline.map(compileStage);
  return (docs, surroundings) =>
    stages.reduce((current, stage) => stage(current, surroundings), docs);
}

function compileStage(stage: unknown): Stage {
  const names = isDoc(stage) ? Object.keys(stage) : [];
  const [name] = names;
  if (!isDoc(stage) || name === undefined || names.length !== 1) {
    throw refuse(
      'Location40323',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  const compile = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (compile !== undefined) {
    return compile(stage[name]);
  }
  throw known.has(name)
    ? notImplemented(`the pipeline stage ${name}`)
    : refuse('Location40324', `Unrecognized pipeline stage name: '${name}'`);
}

/** What MongoDB has and this server has not, as far as one would try it. */
const known = new Set([
  '$bucket',
  '$bucketAuto',
  '$changeStream',
  '$collStats',
  '$densify',
  '$documents',
  '$facet',
  '$fill',
  '$geoNear',
  '$graphLookup',
  '$indexStats',
  '$listSessions',
  '$merge',
  '$out',
  '$planCacheStats',
  '$redact',
  '$replaceRoot',
  '$replaceWith',
  '$sample',
  '$search',
  '$setWindowFields',
  '$sortByCount',
  '$unionWith',
]);

function docOperand(operand: unknown, name: string): Doc {
  if (!isDoc(operand)) {
    throw refuse('FailedToParse', `the ${name} specification must be an object`);
  }
  return operand;
}

function wholeOperand(operand: unknown, name: string, least: number): number {
  const value = isNumeric(operand) ? Number(operand.toString()) : Number.NaN;
  if (!Number.isInteger(value) || value < least) {
    throw refuse(
      'Location5107200',
      `invalid argument to ${name} stage: Expected a number of at least ${least}`,
    );
  }
  return value;
}

function addFields(operand: unknown): Stage {
  const fields: [string, Expression][] = Object.entries(docOperand(operand, '$addFields')).map(
    ([path, source]) => [path, compileExpression(source)],
  );
  return (docs, { variables }) =>
    docs.map((root) => {
      const doc = { ...root };
      for (const [path, expression] of fields) {
        setPath(doc, path, expression.value({ root, variables }));
      }
      return doc;
    });
}

function unwind(operand: unknown): Stage {
  const options = isDoc(operand) ? operand : { path: operand };
  const { path, preserveNullAndEmptyArrays: keep, includeArrayIndex } = options;
  if (typeof path !== 'string' || !path.startsWith('$')) {
    throw refuse('Location28818', "path option to $unwind stage should be prefixed with a '$'");
  }
  if (includeArrayIndex !== undefined) {
    throw notImplemented('includeArrayIndex of $unwind');
  }
  const name = path.slice(1);
  return (docs) => docs.flatMap((doc) => unwound(doc, name, keep === true));
}

function unwound(doc: Doc, path: string, keep: boolean): Doc[] {
  const value = valueAt(doc, partsOf(path));
  if (!Array.isArray(value)) {
    return keep || (value !== undefined && value !== null) ? [doc] : [];
  }
  if (value.length === 0) {
    const without = { ...doc };
    setPath(without, path, undefined);
    return keep ? [without] : [];
  }
  return value.map((element) => {
    const one = { ...doc };
    setPath(one, path, element);
    return one;
  });
}

const stages: Readonly<Record<string, (operand: unknown) => Stage>> = {
  $match: (operand) => {
    const filter = docOperand(operand, '$match');
    const matches = compileFilter(filter);
    return (docs, { variables }) => docs.filter((doc) => matches(doc, variables));
  },
  $sort: (operand) => {
    const sort = compileSort(docOperand(operand, '$sort'));
    return (docs) => sort(docs);
  },
  $skip: (operand) => {
    const count = wholeOperand(operand, '$skip', 0);
    return (docs) => docs.slice(count);
  },
  $limit: (operand) => {
    const count = wholeOperand(operand, '$limit', 1);
    return (docs) => docs.slice(0, count);
  },
  $count: (operand) => {
    if (typeof operand !== 'string' || operand === '' || /[$.]/.test(operand)) {
      throw refuse(
        'Location40156',
        'the count field must be a non-empty string without $ and dots',
      );
    }
    return (docs) => (docs.length === 0 ? [] : [{ [operand]: new Int32(docs.length) }]);
  },
  $project: (operand) => {
    const project = compileProjection(docOperand(operand, '$project'));
    return (docs, { variables }) => docs.map((doc) => project(doc, variables));
  },
  $unset: (operand) => {
    const paths = Array.isArray(operand) ? operand.map(String) : [String(operand)];
    const project = compileProjection(Object.fromEntries(paths.map((path) => [path, false])));
    return (docs) => docs.map((doc) => project(doc));
  },
  $addFields: addFields,
  $set: addFields,
  $unwind: unwind,
  $group: (operand) => compileGroup(docOperand(operand, '$group')),
  $lookup: (operand) => compileLookup(docOperand(operand, '$lookup'), compilePipeline),
};
