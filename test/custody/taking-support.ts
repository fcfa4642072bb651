import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { AnyElysia } from 'elysia'
import { createApp } from '../../src/app.ts'
import { type MakingDeps, takeawayHandlers } from '../../src/custody/index.ts'
import { mayStill, type Role } from '../../src/identity/index.ts'
import type { Handler } from '../../src/jobs/index.ts'
import { drain } from '../../src/jobs/index.ts'
import { findTenantBySlug, system } from '../../src/tenancy/index.ts'
import { createLive } from '../../src/web/index.ts'
import { credentialsOf, type Office, openWorld, PASSWORD, type Slug, type World } from '../support/server.ts'

export const WORDS = 'seven quiet herons over the marsh'
const DAY = 86_400_000

export type Archive = {
  readonly id: string
  readonly state: string
  readonly percent: number
  readonly message: string
  readonly link: string | null
  readonly bytes: number | null
  readonly sha256: string | null
  readonly documents: number | null
  readonly cause: string | null
}
export type Taking = Disposable & {
  readonly world: World
  readonly app: AnyElysia
  readonly now: { value: Date }
  later(ms: number): void
  ask(slug: Slug | 'admin', credential: string, method: string, path: string, body?: unknown): Promise<Response>
  json<T = Archive>(slug: Slug | 'admin', credential: string, method: string, path: string, body?: unknown): Promise<T>
  token(slug: Slug, role: Role): Promise<string>
  /** What is due of that office, with these handlers instead of the usual. */
  work(slug?: Slug, handlers?: readonly Handler[]): Promise<number>
}

/** Two offices with people who sign in, the whole application, and the clock in hand. */
export function openTaking(): Taking {
  const now = { value: new Date() }
  const world = openWorld({}, () => now.value)
  const app = createApp(world.parts, createLive())
  const ask: Taking['ask'] = async (slug, credential, method, path, body) =>
    app.handle(
      new Request(`http://${slug}.localhost${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(credential && { authorization: `Bearer ${credential}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  return {
    world,
    app,
    now,
    later: (ms) => {
      now.value = new Date(now.value.getTime() + ms)
    },
    ask,
    json: async <T>(...given: Parameters<typeof ask>) => (await (await ask(...given)).json()) as T,
    async token(slug, role) {
      const answer = await ask(slug, '', 'POST', '/api/auth/token', credentialsOf(world.offices[slug], role))
      return ((await answer.json()) as { accessToken: string }).accessToken
    },
    work: (slug = 'maple', handlers = takeawayHandlers(makingDeps(world))) => drain(world.offices[slug].file, handlers),
    [Symbol.dispose]: () => world[Symbol.dispose](),
  }
}

export const makingDeps = ({ parts, dataDir }: Pick<World, 'parts' | 'dataDir'>, more: Partial<MakingDeps> = {}): MakingDeps => ({
  dataDir,
  tenants: parts.tenants,
  files: parts.files,
  enter: (id) => parts.tenants.as(id, system('take-away')),
  officeOf: (id) => {
    const found = ['maple', 'harbor'].map((slug) => parts.control.read((tx) => findTenantBySlug(tx, slug))).find((each) => each?.id === id)
    if (!found) throw new Error('No such office.')
    return found
  },
  mayStill,
  ...more,
})

/** So many documents of that size, each another, in one fax. */
export async function keepDocuments(
  { parts }: Pick<World, 'parts'>,
  { id, file }: Pick<Office, 'id' | 'file'>,
  count: number,
  bytes: number,
) {
  const fax = crypto.randomUUID()
  file.write((tx) =>
    tx.db.run(
      sql`INSERT INTO faxes (id, status, from_number, cover, subject, note, pages, recipient_count, first_to, first_name, created_by_kind, created_by, created_at, updated_at) VALUES (${fax}, 'delivered', '+15550100100', 0, 'Labs of Ambrose Thistlewood', '', 1, 1, '+15550120001', '', 'user', 'ana', ${tx.now.getTime()}, ${tx.now.getTime()})`,
    ),
  )
  for (let n = 0; n < count; n++) {
    const content = Buffer.alloc(bytes, n)
    content.write(`%PDF-1.4 page ${n} of Ambrose Thistlewood`)
    const stored = await parts.files.put(id, content)
    file.write((tx) =>
      tx.db.run(
        sql`INSERT INTO fax_files (id, fax_id, position, name, type, pages, bytes, sha256) VALUES (${stored.id}, ${fax}, ${n}, 'labs.pdf', 'pdf', 1, ${bytes}, ${stored.sha256})`,
      ),
    )
  }
}

/** Everything that lies in an office's directory but its database. */
export const lyingIn = ({ dataDir }: Pick<World, 'dataDir'>, { id }: Pick<Office, 'id'>) => ({
  files: readdirSync(join(dataDir, id, 'files')).length,
  scratch: readdirSync(join(dataDir, id), { recursive: true, encoding: 'utf8' }).filter((name) => name.startsWith('scratch/')),
})

export { DAY, PASSWORD }
