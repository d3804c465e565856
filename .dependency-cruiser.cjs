// Owns who may import whom. Each message says where the thing belongs instead.
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'Two modules that need each other are one, or hide a third.', {}, { circular: true }),
    rule(
      'no-unresolvable',
      'Import what exists.',
      {},
      { couldNotResolve: true, pathNot: '^\\$(app|env|service-worker)|\\$types$|^virtual:' },
    ),
    rule('no-barrels', 'Import the module that owns the thing.', {}, { path: '(^|/)index\\.ts$', pathNot: 'node_modules' }),
    rule('no-drawers', 'Name the folder after what it owns.', {}, { path: '/(utils|helpers|common|types)/', pathNot: 'node_modules' }),
    rule(
      'core-is-pure',
      'Core decides: no I/O. Pass it in as an argument.',
      { path: '^src/core/' },
      { pathNot: ['^src/core/', '^node_modules/valibot/'] },
    ),
    rule(
      'sync-needs-core-only',
      'The engine meets the browser through its ports.',
      { path: '^src/sync/' },
      { pathNot: ['^src/(core|sync)/', '^node_modules/valibot/'] },
    ),
    rule(
      'browser-adapts',
      'Adapters implement ports; they know no screens.',
      { path: '^src/browser/' },
      { path: '^(src/(lib|routes)|lambda|edge|infra)/' },
    ),
    rule(
      'lib-shows',
      'Only the composition roots (src/lib/app, device, desk, company-desk and roster-desk .svelte.ts, company-news.ts) touch browser adapters.',
      {
        path: '^src/lib/',
        pathNot:
          '^src/lib/((?:app|device|desk|company-desk|roster-desk|report-desk)\\.svelte\\.ts|company-news\\.ts|booking/|register-worker\\.ts)',
      },
      { path: '^src/browser/' },
    ),
    rule(
      'lib-booking-fetches',
      'Booking uses the fetch remote and, once a photo is picked, what makes it small; nothing else of the browser.',
      { path: '^src/lib/booking/' },
      { path: '^src/browser/(?!api-fetch|shrink-photo)' },
    ),
    rule(
      'domains-do-not-meet',
      'Routes compose domains; what both need belongs to ui or core.',
      { path: '^src/lib/(board|crew|roster|review|report|booking|tracking|session|settings)/' },
      { path: '^src/lib/(board|crew|roster|review|report|booking|tracking|session|settings)/', pathNot: '^src/lib/$1/' },
    ),
    rule('ui-knows-no-domain', 'ui is below the domains.', { path: '^src/lib/ui/' }, { path: '^src/lib/(?!ui/|words/)' }),
    {
      name: 'public-pages-stay-light',
      comment: 'Booking and tracking must not reach the engine, IndexedDB or the staff app.',
      severity: 'error',
      from: { path: '^src/(routes/(booking|tracking)/|routes/\\+|lib/(booking|tracking)/)' },
      to: {
        path: '^src/(sync/|browser/(?!api-fetch|sha256|shrink-photo)|lib/(board|crew|roster|review|report|session|settings|app\\.|desk\\.|company-))|^node_modules/idb/',
        reachable: true,
      },
    },
    rule(
      'routes-meet-browser-in-app',
      'Routes use src/lib; the fetch remote is for public pages.',
      { path: '^src/routes/' },
      { path: '^src/browser/(?!api-fetch)' },
    ),
    rule('site-knows-no-server', 'Put shared rules into core.', { path: '^src/' }, { path: '^(lambda|edge|infra)/' }),
    rule('lambda-needs-core', 'The API imports core and itself.', { path: '^lambda/' }, { path: '^(src/(?!core/)|edge/|infra/)' }),
    rule('aws-behind-ports', 'The SDK lives in lambda/aws.', { path: '^lambda/(?!aws/)' }, { path: '^node_modules/@(aws-sdk|smithy)/' }),
    rule(
      'aws-only-in-handler',
      'Use cases meet AWS through port.ts.',
      { path: '^lambda/(?!aws/|(handler|text-handler|archive-handler|turn-keys)\\.ts)' },
      { path: '^lambda/aws/' },
    ),
    rule(
      'use-cases-know-no-framework',
      'A use case takes plain values.',
      { path: '^lambda/(use-case|auth|text|archive)/' },
      { path: '^node_modules/hono/' },
    ),
    rule('edge-alone', 'Lambda@Edge has no environment and 1 MB.', { path: '^edge/' }, { pathNot: '^edge/' }),
    rule(
      'infra-names-bundles-by-path',
      'Only infra/local runs product code.',
      { path: '^infra/(?!local/)' },
      { path: '^(src|lambda|edge)/' },
    ),
    rule('infra-local-needs-core', 'The local cloud may use lambda, edge and core.', { path: '^infra/local/' }, { path: '^src/(?!core/)' }),
    rule('nothing-imports-tests', 'Move what is shared into the product.', { path: '^(src|lambda|edge|infra)/' }, { path: '^tests/' }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.svelte-kit|build|dist)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'browser', 'import', 'default', 'node', 'types'],
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.json'],
    },
  },
};
