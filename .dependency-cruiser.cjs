// The arrows of the design, section 2. Each rule names the arrow it holds.

/** Node's modules that reach a disk, a network or a process. */
const NODE_IO =
  '^(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process|cluster|worker_threads|sqlite)(/|$)';
/** Libraries that do the same. */
const LIBRARY_IO =
  '(^|/)node_modules/(express|undici|kysely|better-auth|nodemailer|pino|pino-http|mongoose|mongodb|stripe|@photostructure/sqlite)/';
const IO = [NODE_IO, LIBRARY_IO];
const OURS = '^(packages|apps|e2e)/';
const TEST_FILE = '[.]test[.]tsx?$';
const TESTKITS = '^packages/(ledger-testkit|mongo-stand-in|payments-testkit)/';
/** Tests, and the folders of what only they import. */
const TEST_CODE = `${TEST_FILE}|/testing/`;
/** Those, and the packages that only tests import. */
const DEV_ONLY = `${TEST_CODE}|${TESTKITS}`;

/** A rule that lets `packages/<name>` import, of what is ours, only itself and `allowed`. */
function packageImportsOnly(name, allowed, testsMay = []) {
  const reachable = (names) => names.map((other) => `^packages/${other}/`);
  return [
    {
      name: `${name}-imports-inward`,
      comment: `${name} may import of ours: ${allowed.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: TEST_CODE },
      to: { path: OURS, pathNot: reachable([name, ...allowed]) },
    },
    {
      name: `${name}-tests-import-inward`,
      comment: `tests of ${name} may also import: ${testsMay.join(', ') || 'nothing more'}`,
      severity: 'error',
      from: { path: `^packages/${name}/.*(${TEST_CODE})` },
      to: { path: OURS, pathNot: reachable([name, ...allowed, ...testsMay]) },
    },
  ];
}

const packageArrows = [
  packageImportsOnly('money', []),
  packageImportsOnly('contracts', ['money']),
  packageImportsOnly('ledger', ['money']),
  packageImportsOnly('store', ['ledger', 'money']),
  packageImportsOnly('ledger-testkit', ['store', 'ledger', 'money']),
  packageImportsOnly('store-sqlite', ['store', 'ledger', 'money'], ['ledger-testkit']),
  packageImportsOnly('mongo-stand-in', []),
  packageImportsOnly(
    'store-mongo',
    ['store', 'ledger', 'money'],
    ['ledger-testkit', 'mongo-stand-in', 'store-sqlite'],
  ),
  packageImportsOnly('payments', ['money', 'store'], ['store-sqlite', 'payments-testkit']),
  packageImportsOnly('payments-testkit', []),
  packageImportsOnly('sdk', [], ['contracts']),
  packageImportsOnly('cli', ['sdk']),
].flat();

const layerRules = [
  {
    name: 'nothing-imports-apps',
    comment: 'an app is a leaf: packages, the other app and e2e reach it over HTTP only',
    severity: 'error',
    from: { path: '^(packages|e2e|scripts)/' },
    to: { path: '^apps/' },
  },
  {
    name: 'apps-do-not-import-each-other',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'nothing-imports-e2e',
    severity: 'error',
    from: { path: '^(packages|apps|scripts)/' },
    to: { path: '^e2e/' },
  },
  {
    name: 'pure-packages-do-no-io',
    comment: 'money, contracts and ledger decide; they never read or write anything',
    severity: 'error',
    from: { path: '^packages/(money|contracts|ledger)/', pathNot: TEST_FILE },
    to: { path: IO },
  },
  {
    name: 'ports-do-no-io',
    comment: 'store holds ports only; the engines are store-*',
    severity: 'error',
    from: { path: '^packages/store/', pathNot: TEST_FILE },
    to: { path: IO },
  },
  {
    name: 'dashboard-imports-contracts-and-money',
    severity: 'error',
    from: { path: '^apps/dashboard/' },
    to: { path: '^packages/', pathNot: '^packages/(contracts|money)/' },
  },
  {
    name: 'testkits-are-for-tests',
    severity: 'error',
    from: { path: OURS, pathNot: DEV_ONLY },
    to: { path: TESTKITS },
  },
];

const apiRules = [
  {
    name: 'only-repositories-touch-an-engine',
    comment: 'in a module only repository.ts, composition.ts and tests may import a store engine',
    severity: 'error',
    from: {
      path: '^apps/api/src/modules/',
      pathNot: `/(repository|composition)[.]ts$|${TEST_FILE}`,
    },
    to: { path: '^packages/store-(sqlite|mongo)/' },
  },
  {
    name: 'service-is-the-only-door',
    comment: 'a module reaches another module through its service.ts only',
    severity: 'error',
    from: { path: '^apps/api/src/modules/([^/]+)/' },
    to: {
      path: '^apps/api/src/modules/[^/]+/',
      pathNot: ['^apps/api/src/modules/$1/', '^apps/api/src/modules/[^/]+/service[.]ts$'],
    },
  },
  {
    name: 'gateway-without-express',
    comment: 'the metered path is node:http and undici',
    severity: 'error',
    from: { path: '^apps/api/src/gateway/' },
    to: { path: '(^|/)node_modules/(@types/)?express/' },
  },
];

const hygieneRules = [
  {
    name: 'no-circular',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-orphans',
    severity: 'error',
    from: {
      orphan: true,
      path: '^(packages|apps)/[^/]+/src/',
      // The first group runs by name; an index.ts may still be empty in a new package.
      pathNot: `/((index|main|test-setup|global-setup)|[^/]+-worker)[.]tsx?$|/commands/|${TEST_FILE}|[.]d[.]ts$`,
    },
    to: {},
  },
  {
    name: 'not-to-unresolvable',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'not-to-tests',
    severity: 'error',
    from: { pathNot: TEST_FILE },
    to: { path: TEST_FILE },
  },
];

module.exports = {
  forbidden: [...packageArrows, ...layerRules, ...apiRules, ...hygieneRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|[.]css$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@telex-credits/source', 'import', 'node', 'default', 'types'],
    },
  },
};
