import { expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

// A process that reads the whole plan, on a machine that may be busy.
setDefaultTimeout(30_000)

const ROOT = join(import.meta.dir, '../..')

/** Each file breaks the rule it is filed under, and nothing else stands in that small house. */
const BREAKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'arrows-of-kit': { 'src/kit/up.ts': "import '../tenancy/index.ts'" },
  'arrows-of-contacts': { 'src/contacts/up.ts': "import '../fax/index.ts'" },
  'arrows-of-identity': { 'src/identity/up.ts': "import '../fax/index.ts'" },
  'no-cycle': { 'src/fax/a.ts': "import './b.ts'", 'src/fax/b.ts': "import './a.ts'" },
  'views-are-leaves': { 'views/up.tsx': "import '../src/fax/index.ts'" },
  'front-door-only': { 'src/fax/around.ts': "import '../contacts/contacts.ts'" },
  'routes-stay-at-home': { 'src/fax/visit.routes.ts': "import '../contacts/routes.tsx'" },
  'tables-are-private': { 'src/fax/rows.ts': "import '../contacts/schema.tenant.ts'" },
  'only-routes-see-http': { 'src/fax/http.ts': "import 'elysia'" },
  'only-routes-see-the-edge': { 'src/fax/edge.ts': "import '../web/index.ts'" },
  'vendors-in-their-file': { 'src/fax/vendor.ts': "import 'telnyx'" },
  'the-key-service-in-its-file': { 'src/fax/seal.ts': "import '@aws-sdk/client-kms'" },
  'saml-in-its-file': { 'src/fax/saml.ts': "import '@node-saml/node-saml'" },
  'openid-in-its-files': { 'src/fax/openid.ts': "import 'openid-client'" },
  'the-driver-is-behind-db': { 'src/fax/driver.ts': "import 'better-sqlite3'" },
  'the-carrier-stands-alone': { 'carrier/up.ts': "import '../src/kit/ids.ts'" },
  'nobody-leans-on-the-carrier': { 'src/fax/lean.ts': "import '../../carrier/main.ts'" },
  'no-test-in-production': { 'src/fax/fake.ts': "import '../../test/support/fake.ts'" },
}
const STANDING = [
  'src/kit/ids.ts',
  'src/tenancy/index.ts',
  'src/fax/index.ts',
  'src/contacts/index.ts',
  'src/contacts/contacts.ts',
  'src/contacts/routes.tsx',
  'src/contacts/schema.tenant.ts',
  'src/web/index.ts',
  'carrier/main.ts',
  'test/support/fake.ts',
]

test('every rule of the plan is broken by the import it forbids', () => {
  const house = mkdtempSync(join(tmpdir(), 'frontdesk-arrows-'))
  try {
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(house, path)), { recursive: true })
      writeFileSync(join(house, path), `${text}\nexport const here = 1\n`)
    }
    for (const path of STANDING) write(path, '')
    for (const files of Object.values(BREAKS)) for (const [path, text] of Object.entries(files)) write(path, text)
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(join(ROOT, file), join(house, file))
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'))
    const command = [
      process.execPath,
      '--bun',
      'node_modules/.bin/depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'src',
      'views',
      'carrier',
    ]
    const { stdout } = Bun.spawnSync(command, { cwd: house, stderr: 'pipe' })
    const found: { summary: { violations: { rule: { name: string } }[] } } = JSON.parse(stdout.toString())
    const broken = new Set(found.summary.violations.map(({ rule }) => rule.name))
    expect(Object.keys(BREAKS).filter((name) => !broken.has(name))).toEqual([])
  } finally {
    rmSync(house, { recursive: true, force: true })
  }
})
