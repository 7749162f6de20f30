/** Who may import whom (docs/architecture.md). `from` a room, everything in `to` is refused. */
const room = (name, notTo, comment) => ({
  name: `${name}-stays-in-its-room`,
  severity: 'error',
  comment,
  from: { path: `^${name}/`, pathNot: '\\.test\\.ts$' },
  to: { path: notTo },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphan-types', severity: 'error', comment: 'unresolvable import', from: {}, to: { couldNotResolve: true } },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/|\\.test\\.ts$|/testing/' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: {
        pathNot: '^test/|\\.test\\.ts$|\\.fixture\\.ts$|/testing/|^(destinations|providers)/kit/(contract|faults)(\\.ts$|/)',
      },
      to: { path: '/testing/' },
    },
    room(
      'model',
      '^(apps|workflows|activities|providers|destinations|formats|store|settings|tools)/|node_modules/(?!zod/)',
      'model knows nothing but zod',
    ),
    room('settings', '^(apps|workflows|activities|providers|destinations|formats|store|tools)/', 'settings know only the model'),
    room('formats', '^(apps|workflows|activities|providers|destinations|store|settings|tools)/', 'formats are pure'),
    room('store', '^(apps|workflows|activities|providers|destinations|formats|tools)/', 'the store knows only the model'),
    room(
      'providers',
      '^(apps|workflows|activities|destinations|store|settings|tools)/|node_modules/(@nestjs|@temporalio|typeorm)/',
      'a provider knows the model, the formats, its kit and its SDK',
    ),
    room(
      'destinations',
      '^(apps|workflows|activities|providers|store|settings|tools)/|node_modules/(@nestjs|@temporalio|typeorm)/',
      'a destination knows the model, the formats, its kit and its SDK',
    ),
    room('activities', '^apps/', 'activities are hosted by the worker, not the other way round'),
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(activities|apps|providers|destinations|store|settings|formats|tools)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-import-nothing-else',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(?!@temporalio/(workflow|common))', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'plugins-do-not-know-each-other',
      severity: 'error',
      from: { path: '^(providers|destinations)/([^/]+)/' },
      to: { path: '^$1/', pathNot: '^$1/($2|kit)/' },
    },
    {
      name: 'api-hosts-no-worker',
      severity: 'error',
      from: { path: '^apps/api/', pathNot: '\\.test\\.ts$' },
      to: { path: '@temporalio/worker|^apps/(worker|sandbox|cli)/' },
    },
    {
      name: 'dashboard-knows-only-the-api',
      severity: 'error',
      comment: 'it runs in a browser and speaks to /admin like everybody else',
      from: { path: '^apps/dashboard/src/' },
      to: {
        path: '^(apps/(?!dashboard)|workflows|activities|providers|destinations|formats|store|settings|model|tools)/|^node:',
      },
    },
    {
      name: 'sandbox-knows-nothing-of-freehub',
      severity: 'error',
      from: { path: '^apps/sandbox/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(apps/(?!sandbox)|workflows|activities|providers|destinations|store|settings|model)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.freehub|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
