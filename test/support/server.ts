import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { readConfig } from '../../src/config.ts'
import { addContact } from '../../src/contacts/index.ts'
import { assignNumber } from '../../src/fax/index.ts'
import { addKey, addUser, ROLES, type Role, SCOPES, type User } from '../../src/identity/index.ts'
import { openParts, type Parts } from '../../src/parts.ts'
import { provisionOffice } from '../../src/platform/index.ts'
import { system, type Tenant, type TenantId } from '../../src/tenancy/index.ts'
import { RATES } from '../../src/web/index.ts'
import { type Running as RunningCarrier, startCarrier } from '../carrier/support.ts'
import { PASSWORD, passwordHash } from './password.ts'
import { freePort } from './ports.ts'
import { program } from './programs.ts'
import { codeOf, equip, type Post, signInWith } from './second-factor.ts'

/** No test is about limits unless it says so: it asks as often in a second as a person in an hour. */
export const GENEROUS = Object.keys(RATES)
  .map((name) => `${name}=100000000`)
  .join(' ')

const ROOT = join(import.meta.dir, '../..')

export { PASSWORD } from './password.ts'

export type Slug = 'maple' | 'harbor'
export type Office = {
  readonly id: TenantId
  readonly slug: Slug
  readonly number: string
  /** An API key that may do all a key may. */
  readonly key: string
  /** Of every role; people of the first four are there, the others come with `colleague`. */
  readonly emails: Readonly<Record<Role, string>>
  /** The office's file seen from beside the server: what is really in it. */
  readonly file: Tenant
}
export type Offices = Readonly<Record<Slug, Office>>
export type World = {
  readonly dataDir: string
  readonly parts: Parts
  readonly offices: Offices
  [Symbol.dispose](): void
}

/** Two furnished offices in a directory of their own, before any server runs on it. */
export function openWorld(env: Readonly<Record<string, string>> = {}, clock?: () => Date): World {
  const dataDir = env['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'frontdesk-server-'))
  const copied = isOrdinary(env, dataDir, clock) ? copyTemplate(dataDir) : undefined
  const parts = openIn(dataDir, env, clock)
  const maple = copied ? officeIn(parts, copied.maple) : furnish(parts, dataDir, ...MAPLE)
  const harbor = copied ? officeIn(parts, copied.harbor) : furnish(parts, dataDir, ...HARBOR)
  return {
    dataDir,
    parts,
    offices: { maple, harbor },
    [Symbol.dispose]() {
      parts[Symbol.dispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const MAPLE = ['maple', 'Maple Street Family Practice', '+15550100100'] as const
const HARBOR = ['harbor', 'Harbor Dental', '+15550100200'] as const
const MINUTE = 60_000

const openIn = (dataDir: string, env: Readonly<Record<string, string>>, clock?: () => Date): Parts =>
  openParts(readConfig({ RATE_LIMITS: GENEROUS, ...env, DATA_DIR: dataDir, LOG_LEVEL: 'error' }), () => {}, clock)

type Furnished = Omit<Office, 'file'>
type Template = { readonly dataDir: string; readonly maple: Furnished; readonly harbor: Furnished }
let template: Template | undefined

/** Its keys are its own making, it is now, and nothing is there yet: then a copy will do, in a hundredth of the time. */
const isOrdinary = (env: Readonly<Record<string, string>>, dataDir: string, clock = () => new Date()): boolean =>
  !env['MASTER_KEY_FILE'] &&
  !env['MASTER_KEY_KMS'] &&
  Math.abs(clock().getTime() - Date.now()) < MINUTE &&
  readdirSync(dataDir).length === 0

/** Furnished once in a process. */
function copyTemplate(dataDir: string): Template {
  template ??= makeTemplate()
  cpSync(template.dataDir, dataDir, { recursive: true })
  return template
}

function makeTemplate(): Template {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-template-'))
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  // A while ago: a test may have taken its own now before the first of these is made, and nothing in them may be of later.
  using parts = openIn(dataDir, {}, () => new Date(Date.now() - 2 * MINUTE))
  const { file: _, ...maple } = furnish(parts, dataDir, ...MAPLE)
  const { file: __, ...harbor } = furnish(parts, dataDir, ...HARBOR)
  return { dataDir, maple, harbor }
}

const officeIn = ({ tenants }: Parts, office: Furnished): Office => ({ ...office, file: tenants.as(office.id, system('test')) })

const NAMES: readonly (readonly [Role, string])[] = [
  ['owner_admin', 'Ana Ortiz'],
  ['admin', 'Bo Lind'],
  ['user', 'Uma Reyes'],
  ['auditor', 'Abe Stone'],
]

function furnish(parts: Parts, dataDir: string, slug: Slug, name: string, number: string): Office {
  const { control, keys, tenants } = parts
  const { id } = provisionOffice({ dataDir, control, keys, tenants }, { name, slug, ownerEmail: `invited@${slug}.test` })
  const tenant = tenants.as(id, system('test'))
  assignNumber({ control, tenant }, number, 'Main line')
  const emails = Object.fromEntries(ROLES.map((role) => [role, `${role}@${slug}.test`])) as Record<Role, string>
  const key = tenant.write((tx) => {
    // As an owner may choose: so there is somebody without a second factor, and not every test has to bring one.
    tx.db.run(sql`DELETE FROM sign_in_rules`)
    for (const [role, name] of NAMES) equip(tx, addUser(tx, { name, email: emails[role], role, passwordHash }))
    addContact(tx, { name: 'Oak Cardiology', organization: 'Oak Clinic', fax: '+15550120001', note: 'Referrals' })
    return addKey(tx, slug, { name: 'All scopes', scopes: SCOPES }).secret
  })
  return { id, slug, number, key, emails, file: tenant }
}

/** Somebody else who works there, with everybody’s password. */
export const colleague = ({ file, emails }: Office, role: Role): User =>
  file.write((tx) => equip(tx, addUser(tx, { name: `Some ${role}`, email: emails[role], role, passwordHash })))

/** What that person sends for a token. */
export const credentialsOf = ({ file, emails }: Office, role: Role) => ({
  email: emails[role],
  password: PASSWORD,
  ...((role === 'owner_admin' || role === 'admin') && { code: codeOf(file, emails[role]) }),
})

export type Ask = (path: string, init?: RequestInit & { readonly headers?: Record<string, string> }) => Promise<Response>
export type Frontdesk = AsyncDisposable & {
  readonly port: number
  readonly dataDir: string
  readonly parts: Parts
  readonly carrier: RunningCarrier
  readonly maple: Office
  readonly harbor: Office
  /** Lines the server has logged. */
  readonly logged: readonly string[]
  /** A request to that office with a key, a session cookie, or nothing. */
  as(slug: string, credential?: string): Ask
  /** The session cookie of that person. */
  signIn(slug: Slug, role: Role): Promise<string>
  /** A key of that office with these scopes only. */
  keyWith(slug: Slug, ...scopes: readonly string[]): string
  stop(): Promise<void>
  start(): Promise<void>
}

/** The real server as a process of its own, with the local carrier beside it, on free ports. */
export async function startFrontdesk(
  options: { readonly env?: Record<string, string>; readonly carrier?: Record<string, string> } = {},
): Promise<Frontdesk> {
  const port = freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-server-'))
  const carrier = await startCarrier({ CARRIER_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/telnyx`, ...options.carrier })
  const env = {
    DATA_DIR: dataDir,
    RATE_LIMITS: GENEROUS,
    PORT: String(port),
    TELNYX_API_KEY: carrier.apiKey,
    TELNYX_PUBLIC_KEY: carrier.publicKey,
    TELNYX_BASE_URL: carrier.apiBase,
    TELNYX_CONNECTION_ID: carrier.connectionId,
    ...options.env,
  }
  const world = openWorld(env)
  const { maple, harbor } = world.offices
  const server = serverProcess(env, port)
  const as: Frontdesk['as'] = (slug, credential) => ask(port, slug, credential)
  const end = async () => {
    await server.stop()
    await carrier[Symbol.asyncDispose]()
    world[Symbol.dispose]()
  }
  await server.start().catch(async (error: unknown) => {
    await end()
    throw error
  })
  return {
    port,
    dataDir,
    parts: world.parts,
    carrier,
    maple,
    harbor,
    logged: server.logged,
    as,
    async signIn(slug, role) {
      const post: Post = (path, form, cookie = '') =>
        as(slug)(path, { method: 'POST', body: new URLSearchParams(form), headers: { cookie, 'sec-fetch-site': 'same-origin' } })
      const { file, emails } = world.offices[slug]
      const answer = await signInWith(post, file, { email: emails[role], password: PASSWORD })
      const cookie = answer.headers.get('set-cookie')?.split(';')[0]
      if (!cookie) throw new Error(`Signing in as ${role} was answered ${answer.status}.`)
      return cookie
    },
    keyWith: (slug, ...scopes) => world.offices[slug].file.write((tx) => addKey(tx, slug, { name: 'Some scopes', scopes })).secret,
    stop: server.stop,
    start: server.start,
    [Symbol.asyncDispose]: end,
  }
}

function serverProcess(env: Readonly<Record<string, string>>, port: number) {
  const logged: string[] = []
  let child: Bun.Subprocess<'ignore', 'ignore', 'pipe'> | undefined
  return {
    logged,
    async start(): Promise<void> {
      const started = Bun.spawn([process.execPath, program('main')], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...env },
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'pipe',
      })
      child = started
      process.on('exit', () => void started.kill('SIGKILL'))
      void keepLines(started.stderr, logged)
      const deadline = Date.now() + 20_000
      while (!(await answers(port))) {
        if (started.exitCode !== null || Date.now() > deadline) throw new Error(`The server did not start: ${logged.slice(-5).join('\n')}`)
        await Bun.sleep(20)
      }
    },
    async stop(): Promise<void> {
      if (!child) return
      child.kill('SIGTERM')
      const late = setTimeout(() => child?.kill('SIGKILL'), 8_000)
      await child.exited
      clearTimeout(late)
      child = undefined
    },
  }
}

async function keepLines(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const part of stream) {
    const pieces = (rest + decoder.decode(part, { stream: true })).split('\n')
    rest = pieces.pop() ?? ''
    lines.push(...pieces)
  }
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`, { keepalive: false }).then(
    (answer) => answer.ok,
    () => false,
  )

/** A browser's form post names its origin; a program sends neither origin nor cookie. */
const ask =
  (port: number, slug: string, credential: string | undefined): Ask =>
  (path, init = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: 'manual',
      keepalive: false,
      ...init,
      headers: {
        host: `${slug}.localhost:${port}`,
        ...(credential?.startsWith('session=')
          ? { cookie: credential, 'sec-fetch-site': 'same-origin' }
          : credential && { authorization: `Bearer ${credential}` }),
        ...init.headers,
      },
    })

type Falsy = false | null | undefined | '' | 0

/** Waits for something another process does: the first answer that is not empty. */
export async function until<T>(look: () => T | Promise<T>, seconds = 10): Promise<Exclude<T, Falsy>> {
  const deadline = Date.now() + seconds * 1_000
  for (;;) {
    const seen = await look()
    if (seen) return seen as Exclude<T, Falsy>
    if (Date.now() > deadline) throw new Error(`Nothing came within ${seconds} s: ${look}`)
    await Bun.sleep(15)
  }
}
