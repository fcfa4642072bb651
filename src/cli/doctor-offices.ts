import { sql } from 'drizzle-orm'
import { countEvents, verifyChain } from '../audit/index.ts'
import { schemaVersion } from '../db/index.ts'
import { countJobs, nextDueAt } from '../jobs/index.ts'
import type { Parts } from '../parts.ts'
import { AT_THE_SHELL, listTenants, type Rows, type Tx } from '../tenancy/index.ts'
import { readDevFile } from './dev-file.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

/** Longer trails are left to `audit verify`: some 30 ms for each thousand entries. */
const QUICK_ENTRIES = 10_000
const OVERDUE_MS = 5 * 60_000
const FULL = 2

export function checkControl({ control }: Parts): Finding[] {
  return control.read(({ db }) => [
    ok('control database', `opens, at version ${pragma(db, 'user_version')} of ${schemaVersion('control')}`),
    durability(db),
    cipher(db),
  ])
}

function durability(db: Rows): Finding {
  const level = pragma(db, 'synchronous')
  return level === FULL
    ? ok('durability', 'synchronous=FULL')
    : fail('durability', `synchronous is ${level}: a power cut would lose what was acknowledged.`)
}

function cipher(db: Rows): Finding {
  const row = db.get<{ version: string } | undefined>(sql`SELECT sqlite3mc_version() AS version`)
  const name = pragma(db, 'cipher')
  return name === 'sqlcipher' ? ok('cipher', `sqlcipher, ${row?.version}`) : fail('cipher', `${name} and not sqlcipher`)
}

const pragma = (db: Rows, name: string): unknown => Object.values(db.get<Record<string, unknown>>(sql.raw(`PRAGMA ${name}`)) ?? {})[0]

export async function checkCarrier({ config, carrier }: Parts): Promise<Finding> {
  if (config.carrier.apiKey !== '') {
    const { is } = await carrier.listInbound(new Date())
    if (is === 'listed') return ok('carrier', `${config.carrier.baseUrl} answers and takes our key`)
    return fail('carrier', `${config.carrier.baseUrl} does not answer, or refuses TELNYX_API_KEY.`)
  }
  const local = readDevFile(config.data.dir)?.carrierUrl
  const answers =
    local &&
    (await fetch(`${local}/_control`)
      .then(({ ok }) => ok)
      .catch(() => false))
  return answers ? ok('carrier', `the local one of bin/dev, ${local}`) : warn('carrier', 'TELNYX_API_KEY is not set: nothing can be sent.')
}

type Look = {
  readonly slug: string
  readonly entries: number
  readonly chain: 'valid' | 'broken' | 'long'
  readonly dead: number
  readonly overdue: boolean
}

export async function checkOffices(parts: Parts): Promise<Finding[]> {
  const offices = parts.control.read(listTenants).filter(({ state }) => state !== 'making')
  const looks: Look[] = []
  const closed: string[] = []
  for (const { id, slug } of offices) {
    try {
      looks.push({ slug, ...parts.tenants.as(id, AT_THE_SHELL).read(look) })
    } catch {
      closed.push(slug)
    }
    parts.tenants.close(id)
  }
  return [opened(looks.length, closed), chains(looks), jobs(looks)]
}

function look(tx: Tx): Omit<Look, 'slug'> {
  const entries = countEvents(tx)
  const chain = entries > QUICK_ENTRIES ? 'long' : verifyChain(tx).valid ? 'valid' : 'broken'
  return { entries, chain, dead: countJobs(tx).dead, overdue: (nextDueAt(tx) ?? Number.POSITIVE_INFINITY) < tx.now.getTime() - OVERDUE_MS }
}

function opened(count: number, closed: readonly string[]): Finding {
  if (closed.length === 0) return ok('offices', `${count} open, all at version ${schemaVersion('tenant')}`)
  return fail(
    'offices',
    `${closed.length} of ${count + closed.length} do not open: ${closed.join(', ')}. The others are not touched by it; restore these.`,
  )
}

function chains(looks: readonly Look[]): Finding {
  const broken = looks.filter(({ chain }) => chain === 'broken').map(({ slug }) => slug)
  if (broken.length > 0) return fail('audit trails', `broken in: ${broken.join(', ')}. See: frontdesk audit verify SLUG`)
  const long = looks.filter(({ chain }) => chain === 'long').length
  const rest = long > 0 ? `, ${long} longer than ${QUICK_ENTRIES} entries left to “frontdesk audit verify --all”` : ''
  return ok('audit trails', `${looks.length - long} valid${rest}`)
}

function jobs(looks: readonly Look[]): Finding {
  const dead = looks.reduce((sum, each) => sum + each.dead, 0)
  const overdue = looks.filter((each) => each.overdue).map(({ slug }) => slug)
  if (dead === 0 && overdue.length === 0) return ok('jobs', 'none given up, none overdue')
  const late = overdue.length > 0 ? `; overdue in: ${overdue.join(', ')}. Is the server running?` : '.'
  return warn('jobs', `${dead} given up, waiting for a person (Jobs page)${late}`)
}
