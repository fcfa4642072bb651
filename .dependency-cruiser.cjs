// The plan of the house (src/README.md draws it). A module may import the modules in its row, and nothing else under src.
const FOUNDATION = ['kit', 'db', 'tenancy', 'audit', 'jobs', 'files', 'disposal', 'documents', 'mail', 'web']
const ARROWS = {
  kit: [],
  db: ['kit'],
  tenancy: ['db', 'kit'],
  replication: ['tenancy', 'db', 'kit'],
  audit: ['web', 'tenancy', 'db', 'kit'],
  jobs: ['web', 'audit', 'tenancy', 'db', 'kit'],
  mail: ['jobs', 'audit', 'tenancy', 'db', 'kit'],
  files: ['jobs', 'tenancy', 'db', 'kit'],
  disposal: ['files', 'jobs', 'audit', 'tenancy', 'db', 'kit'],
  documents: ['kit'],
  describing: [],
  web: ['tenancy', 'kit'],
  office: FOUNDATION,
  identity: FOUNDATION,
  contacts: ['office', ...FOUNDATION],
  fax: ['contacts', 'office', ...FOUNDATION],
  receipts: ['fax', 'office', ...FOUNDATION],
  mailroom: ['fax', 'office', ...FOUNDATION],
  webhooks: ['office', ...FOUNDATION],
  platform: ['replication', 'identity', 'office', ...FOUNDATION],
  custody: ['replication', ...FOUNDATION],
  keys: FOUNDATION,
  cells: ['replication', ...FOUNDATION],
}
const ROUTES = '(/|\\.)routes\\.tsx?$' // routes.tsx, api.routes.ts, webhook.routes.ts
const SCHEMA = '/schema\\.(tenant|control)\\.ts$'
const rule = (name, from, to) => ({ name, severity: 'error', from, to })
module.exports = {
  forbidden: [
    ...Object.entries(ARROWS).map(([module, allowed]) =>
      rule(`arrows-of-${module}`, { path: `^src/${module}/` }, { path: '^src/', pathNot: `^src/(${[module, ...allowed].join('|')})/` }),
    ),
    rule('no-cycle', {}, { circular: true }),
    rule('views-are-leaves', { path: '^views/' }, { path: '^src/(?!kit/)' }),
    rule(
      'front-door-only',
      { path: '^(src|test|bench)/([^/]+)/' },
      { path: '^src/([^/]+)/', pathNot: ['^src/$2/', '^src/kit/', '/index\\.ts$', SCHEMA, ROUTES] },
    ),
    rule('routes-are-for-the-app', { path: '^src/', pathNot: ['^src/app\\.ts$', '^src/([^/]+)/'] }, { path: ROUTES }),
    rule('routes-stay-at-home', { path: '^src/([^/]+)/' }, { path: ROUTES, pathNot: '^src/$1/' }),
    rule('tables-are-private', { path: '^src/([^/]+)/', pathNot: SCHEMA }, { path: SCHEMA, pathNot: '^src/$1/' }),
    rule(
      'only-routes-see-http',
      { path: '^src/', pathNot: [ROUTES, '^src/web/', '^src/app\\.ts$', '^src/(server|specification)\\.ts$'] },
      { path: ['(^|/)node_modules/elysia/', '^views/', '^src/web/'], pathNot: ['^src/web/index\\.ts$', '^views/mail/'] },
    ),
    rule('only-letters-see-mail', { path: '^src/', pathNot: '/letters\\.tsx$' }, { path: '^views/mail/' }),
    rule('only-routes-see-the-edge', { path: '^src/[^/]+/', pathNot: [ROUTES, '^src/web/', '^src/cli/'] }, { path: '^src/web/' }),
    rule('vendors-in-their-file', { path: '^src/', pathNot: 'telnyx(-events)?\\.ts$' }, { path: '(^|/)node_modules/telnyx/' }),
    rule(
      'the-bucket-in-its-file',
      { path: '^src/', pathNot: '^src/(kit/s3|files/s3)\\.ts$' },
      { path: '(^|/)node_modules/@(aws-sdk|smithy)/', pathNot: '/client-kms/' },
    ),
    rule(
      'the-key-service-in-its-file',
      { path: '^src/', pathNot: '^src/keys/aws-kms\\.ts$' },
      { path: '(^|/)node_modules/@aws-sdk/client-kms/' },
    ),
    rule(
      'openid-in-its-files',
      { path: '^src/', pathNot: '^src/identity/sso/oidc(-why)?\\.ts$' },
      { path: '(^|/)node_modules/(openid-client|oauth4webapi)/' },
    ),
    rule(
      'saml-in-its-file',
      { path: '^src/', pathNot: '^src/identity/sso/saml-library\\.ts$' },
      { path: '(^|/)node_modules/(@node-saml|@xmldom)/' },
    ),
    rule(
      'mail-comes-in-by-its-files',
      { path: '^src/', pathNot: '^src/mailroom/(listening|authenticity|reading)\\.ts$' },
      { path: '(^|/)node_modules/(smtp-server|mailparser|mailauth)/' },
    ),
    rule('mail-leaves-by-its-file', { path: '^src/', pathNot: '^src/mail/smtp\\.ts$' }, { path: '(^|/)node_modules/nodemailer/' }),
    rule('the-driver-is-behind-db', { path: '^src/', pathNot: '^src/db/' }, { path: '(^|/)node_modules/better-sqlite3/' }),
    rule('the-carrier-stands-alone', { path: '^carrier/' }, { path: '^(src|views)/' }),
    rule('nobody-leans-on-the-carrier', { path: '^(src|views)/' }, { path: '^carrier/' }),
    rule('no-test-in-production', { path: '^(src|views|carrier)/' }, { path: '^(test|bench)/' }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    preserveSymlinks: true,
  },
}
