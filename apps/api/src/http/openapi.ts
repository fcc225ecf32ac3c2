import {
  type Access,
  allRoutes,
  meSchema,
  problemSchema,
  type RouteContract,
} from '@telex-credits/contracts';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';

type Document = ReturnType<typeof createDocument>;

/** The OpenAPI 3.1 document of every contract, from the schemas that validate requests. */
export function openApiDocument(
  publicUrl: string,
  routes: readonly RouteContract[] = allRoutes,
): Document {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Telex Credits',
      version: '1.0.0',
      description:
        'Prepaid credits, metering and earnings for Telex agents. Credits and money are decimal strings, never JSON numbers; errors are RFC 9457 problems with a stable `code`.',
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(['auth', ...routes.map((route) => route.tag)])].map((name) => ({ name })),
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        session: {
          type: 'http',
          scheme: 'bearer',
          description: 'The `set-auth-token` header of a sign-in, or an API key `tcr_…`.',
        },
        cookie: { type: 'apiKey', in: 'cookie', name: 'better-auth.session_token' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      schemas: { Me: meSchema, Problem: problemSchema },
    },
  });
}

function pathsOf(routes: readonly RouteContract[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = authPaths();
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return paths;
}

function operationOf(route: RouteContract): ZodOpenApiOperationObject {
  const hasBody = route.body.type !== 'undefined';
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: descriptionOf(route),
    tags: [route.tag],
    security: securityOf(route.access),
    requestParams: {
      ...(isEmpty(route.params) ? {} : { path: route.params as z.ZodObject }),
      ...(isEmpty(route.query) ? {} : { query: route.query as z.ZodObject }),
      header: headersOf(route),
    },
    ...(hasBody
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: route.body } },
          },
        }
      : {}),
    responses: responsesOf(route),
  };
}

function isEmpty(schema: z.ZodType): boolean {
  return !(schema instanceof z.ZodObject) || Object.keys(schema.shape).length === 0;
}

function headersOf(route: RouteContract): z.ZodObject {
  const key = z.string().min(1).max(255).meta({
    description: 'A text of your own, new for each new request. Repeat it to repeat safely.',
    example: '3f0f7a52-7c2f-4a0e-8b39-8a1f0e7b6f11',
  });
  const organisation = z.string().optional().meta({
    description: 'Which organisation is meant, where a person belongs to several.',
    example: 'org_0199ExampleOrganisation',
  });
  return z.object({
    ...(route.idempotent ? { 'Idempotency-Key': key } : {}),
    ...(route.access.kind === 'public' ? {} : { 'X-Organisation-Id': organisation }),
  });
}

function securityOf(access: Access): Record<string, string[]>[] {
  if (access.kind === 'public') {
    return [];
  }
  const takesKeys = access.kind === 'platform' || ('scopes' in access && access.scopes.length > 0);
  return [{ session: [] }, { cookie: [] }, ...(takesKeys ? [{ apiKey: [] }] : [])];
}

function descriptionOf(route: RouteContract): string {
  const { access } = route;
  const who = {
    public: () => 'Open to everybody.',
    person: () => 'For signed-in people.',
    organisation: () =>
      access.kind === 'organisation'
        ? `Roles: ${access.roles.join(', ')}. ${access.scopes.length > 0 ? `Keys with one of the scopes: ${access.scopes.join(', ')}.` : 'Not with an API key.'}`
        : '',
    platform: () =>
      access.kind === 'platform'
        ? `Platform roles: ${access.roles.join(', ')}; or a key of a platform admin with scope admin.`
        : '',
  }[access.kind]();
  const csv = route.csv
    ? ' With `Accept: text/csv` the whole list as CSV, 100,000 rows a file.'
    : '';
  const once = route.idempotent ? ' Moves money: needs an Idempotency-Key.' : '';
  return `${who}${once}${csv}`;
}

function responsesOf(route: RouteContract): ZodOpenApiResponsesObject {
  const content = {
    [route.produces]:
      route.produces === 'application/pdf'
        ? { schema: { type: 'string' as const, format: 'binary' } }
        : { schema: route.reply },
    ...(route.csv ? { 'text/csv': { schema: { type: 'string' as const } } } : {}),
  };
  return {
    [`${route.status}`]: {
      description: route.summary,
      ...(route.status === 204 ? {} : { content }),
    },
    ...Object.fromEntries(problemsOf(route).map(([status, text]) => [status, problem(text)])),
  };
}

function problemsOf(route: RouteContract): [string, string][] {
  const closed = route.access.kind !== 'public';
  const moves: [string, string][] = route.idempotent
    ? [
        ['402', '`insufficient_credits` or `wallet_in_debt`, with the numbers'],
        ['409', '`idempotency_in_progress`, or the object is in another state'],
        ['422', '`idempotency_key_reused`'],
        ['503', 'Not known whether it was done: repeat with the same key'],
      ]
    : [];
  return [
    ['400', '`invalid_request`, with everything that is wrong in `problems`'],
    ...(closed ? ([['401', '`not_signed_in` or `invalid_api_key`']] as [string, string][]) : []),
    ...(closed ? ([['403', '`forbidden`, with what is needed']] as [string, string][]) : []),
    ['404', "Not there, or another organisation's"],
    ...moves,
    ['429', '`rate_limited`, with Retry-After'],
  ];
}

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}

/** The doors of better-auth that the contract names. */
function authPaths(): Record<string, Record<string, ZodOpenApiOperationObject>> {
  const credentials = { email: z.email(), password: z.string().min(8).max(128) };
  const telexAccount = z.object({ email: z.string(), password: z.string() });
  const door = (
    operationId: string,
    summary: string,
    schema: z.ZodObject,
  ): ZodOpenApiOperationObject => ({
    operationId,
    summary,
    tags: ['auth'],
    security: [],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      '200': {
        description: 'Signed in: a cookie, and a bearer token in the header `set-auth-token`',
        content: { 'application/json': { schema: z.looseObject({ token: z.string() }) } },
      },
      '401': problem('Wrong e-mail or password'),
      '429': problem('`rate_limited`, with Retry-After'),
    },
  });
  return {
    '/api/auth/sign-up/email': {
      post: door('signUp', 'Make an account', z.object({ ...credentials, name: z.string() })),
    },
    '/api/auth/sign-in/email': { post: door('signIn', 'Sign in', z.object(credentials)) },
    '/api/auth/sign-in/telex': {
      post: door('signInTelex', 'Sign in with Telex, where that is set up', telexAccount),
    },
  };
}
