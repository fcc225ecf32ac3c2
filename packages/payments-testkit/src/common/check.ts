import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import type { Description, Operation, Schema } from './description.js';
import { toJsonSchema } from './json-schema.js';

/** A request with its query and body read, before anything is known about it. */
export interface CheckedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Record<string, unknown>;
  /** Undefined where none was sent. */
  readonly body: unknown;
}

/** What the description says about a request. */
export interface RequestCheck {
  /** `POST /v1/refunds/{refund}`. */
  readonly operation: string;
  /** The parts of the path that it names. */
  readonly params: Readonly<Record<string, string>>;
  /** Empty when everything is as described. */
  readonly problems: readonly string[];
}

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly names: readonly string[];
  readonly operation: Operation;
  readonly validate: (request: CheckedRequest) => readonly string[];
}

const formType = 'application/x-www-form-urlencoded';

/** Forms and queries hold text only, so numbers and booleans are read from it; JSON says its types. */
const readers = {
  text: new Ajv2019({ strict: false, allErrors: true, validateFormats: false, coerceTypes: true }),
  json: new Ajv2019({ strict: false, allErrors: true, validateFormats: false }),
};

/** The problems that a compiled schema found, each with the place. */
export function problemsOf(validate: ValidateFunction, value: unknown, root: string): string[] {
  if (validate(value) === true) {
    return [];
  }
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = Object.values(params ?? {}).join(', ');
    return `${root}${instancePath} ${message ?? 'is not valid'} (${extra})`;
  });
}

/**
 * Makes a function that finds the operation of a request in a provider's description and compares
 * its query and body with it; fields that are not described are refused. Undefined for a path or a
 * method that the provider does not have.
 */
export function createRequestChecker(
  description: Description,
  options: {
    /** Whether fields that are not described are refused; always, unless told. */
    readonly seals?: (operation: string) => boolean;
  } = {},
): (request: CheckedRequest) => RequestCheck | undefined {
  const { seals = () => true } = options;
  const routes = Object.entries(description.paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) =>
        makeRoute(description, { path, method, operation, seals }),
      ),
    )
    // A fixed path wins over one with a name in its place.
    .sort((a, b) => a.names.length - b.names.length);
  return (request) => {
    for (const route of routes) {
      const match = route.method === request.method ? route.path.exec(request.path) : null;
      if (match !== null) {
        const values = match.slice(1).map(decodeURIComponent);
        const params = Object.fromEntries(route.names.map((name, at) => [name, values[at] ?? '']));
        return { operation: route.name, params, problems: route.validate(request) };
      }
    }
    return undefined;
  };
}

function makeRoute(
  description: Description,
  at: {
    readonly path: string;
    readonly method: string;
    readonly operation: Operation;
    readonly seals: (operation: string) => boolean;
  },
): Route {
  const names: string[] = [];
  const pattern = at.path.replace(
    /\{(\w+)\}|[.*+?^$()|[\]\\]/g,
    (text, name: string | undefined) => {
      if (name === undefined) {
        return `\\${text}`;
      }
      names.push(name);
      return '([^/]+)';
    },
  );
  const method = at.method.toUpperCase();
  const name = `${method} ${at.path}`;
  return {
    ...{ name, method, names, operation: at.operation },
    path: new RegExp(`^${pattern}$`),
    validate: lazily(() => makeValidation(description, at.operation, at.seals(name))),
  };
}

/** Compiles at the first use: a description has hundreds of operations, a test uses a few. */
function lazily(make: () => Route['validate']): Route['validate'] {
  let made: Route['validate'] | undefined;
  return (request) => {
    made ??= make();
    return made(request);
  };
}

function makeValidation(
  description: Description,
  operation: Operation,
  sealed: boolean,
): Route['validate'] {
  const query = readers.text.compile(querySchema(description, operation, sealed));
  const content = operation.requestBody?.content ?? {};
  const isForm = content[formType] !== undefined;
  const described = content[formType]?.schema ?? content['application/json']?.schema;
  const body =
    described === undefined
      ? undefined
      : readers[isForm ? 'text' : 'json'].compile(
          toJsonSchema(description, described, { inline: true, sealed }),
        );
  const isRequired = operation.requestBody?.required === true;
  return (request) => {
    const problems = problemsOf(query, structuredClone(request.query), 'query');
    if (request.body === undefined) {
      return isRequired ? [...problems, 'body is missing'] : problems;
    }
    const isEmpty = Object.keys(request.body as object).length === 0;
    if (body === undefined) {
      return isEmpty ? problems : [...problems, 'body is not described for this operation'];
    }
    return [...problems, ...problemsOf(body, structuredClone(request.body), 'body')];
  };
}

function querySchema(description: Description, operation: Operation, sealed: boolean): Schema {
  const given = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const options = { inline: true, sealed };
  return {
    type: 'object',
    properties: Object.fromEntries(
      given.map(({ name, schema = {} }) => [name, toJsonSchema(description, schema, options)]),
    ),
    required: given.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: !sealed,
  };
}
