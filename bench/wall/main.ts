import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { createApp } from '../../src/app.ts'
import { placeHold } from '../../src/disposal/index.ts'
import { addUser, createPasswords, inviteOwner } from '../../src/identity/index.ts'
import { createLive } from '../../src/web/index.ts'
import { openMailbox } from '../../test/support/mailbox.ts'
import { credentialsOf, type Frontdesk, PASSWORD, startFrontdesk } from '../../test/support/server.ts'
import { furnish, type Ids } from '../../test/support/wall.ts'
import { around, machineLine } from '../machine.ts'
import { seeded } from '../seeded.ts'
import {
  doorQuestions,
  forgottenQuestions,
  madeUp,
  type Possessions,
  type Question,
  routeQuestions,
  signInQuestions,
  TRIES_EACH,
} from './questions.ts'
import { sample } from './sampling.ts'
import { type Finding, findingOf, leaks } from './verdict.ts'

// bun bench/wall/main.ts --routes 1000 --doors 2000 --sign-ins 2000: what an office may not see must not be told by time either.
const { values } = parseArgs({
  options: {
    routes: { type: 'string', default: '1000' },
    doors: { type: 'string', default: '2000' },
    'sign-ins': { type: 'string', default: '2000' },
    forgotten: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
})
const random = seeded(Number(values.seed))
const THEIR_JOB = 700_001
const ADDRESS_HEADER = 'x-client-address'

// Letters to who is known really go out, as their work may be what tells.
await using mailbox = await openMailbox()
const mail = { SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`, MAIL_FROM: 'Frontdesk <desk@frontdesk.test>' }
await using frontdesk = await startFrontdesk({ env: { CLIENT_ADDRESS_HEADER: ADDRESS_HEADER, LOG_LEVEL: 'error', ...mail } })
const { port, maple, harbor, parts } = frontdesk
const host = { slug: 'maple', port }
const cookie = await frontdesk.signIn('maple', 'owner_admin')
const theirs = await possessionsOf(frontdesk)
const [ids, own] = [await idsOf(theirs.ids, harbor), await idsOf(await furnish(parts, maple), maple)]
const app = createApp(parts, createLive())

async function idsOf(made: Ids, { file }: typeof harbor): Promise<Ids> {
  const hold = () => file.write((tx) => placeHold(tx, '', 'Bench')).id
  const archive = {
    id: file.read((tx) => tx.db.get<{ id: string }>(sql`SELECT id FROM takeaways`))?.id ?? Bun.randomUUIDv7(),
    expires: '99999999999',
    signature: 'x',
  }
  return {
    ...made,
    'settings/retention': { id: hold() },
    'api/retention': { id: hold() },
    'settings/take-away': archive,
    'api/takeaways': archive,
  }
}

async function possessionsOf({ as, signIn }: Frontdesk): Promise<Possessions & { readonly ids: Ids }> {
  const made = await furnish(parts, harbor)
  // Jobs are counted, so an office of its own has the same numbers; this one is Harbor's alone.
  harbor.file.write((tx) => tx.db.run(sql`UPDATE jobs SET id = ${THEIR_JOB} WHERE id = ${Number(made['jobs']?.['id'])}`))
  const body = (value: unknown) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })
  const signed = await as('harbor')('/api/auth/token', body(credentialsOf(harbor, 'owner_admin')))
  const { accessToken, refreshToken } = (await signed.json()) as { accessToken: string; refreshToken: string }
  await as('harbor', accessToken)('/api/takeaways', body({ form: 'open' }))
  return {
    ids: { ...made, jobs: { id: String(THEIR_JOB) } },
    cookies: [await signIn('harbor', 'owner_admin')],
    token: accessToken,
    refreshToken,
    key: harbor.key,
    welcome: harbor.file.write((tx) => inviteOwner(tx, { email: 'newcomer@harbor.test' })).token,
    tenantId: harbor.id,
    fileId: harbor.file.read((tx) => tx.db.get<{ id: string }>(sql`SELECT file_id AS id FROM received_faxes`))?.id ?? '',
  }
}

/** Enough people that none is locked out, all with a password of the usual cost. */
async function peopleOf(what: string, count: number): Promise<string[]> {
  const passwordHash = await createPasswords().hash(PASSWORD)
  const emails = Array.from({ length: count }, (_, n) => `${what}-${n}@maple.test`)
  for (let from = 0; from < count; from += 100)
    maple.file.write((tx) => {
      for (const email of emails.slice(from, from + 100)) addUser(tx, { email, name: 'Person', role: 'user', passwordHash })
    })
  return emails
}

/** Questions whose answers do differ: a server that looked for the other office's rows would be told apart like this. */
function teeth(): Question[] {
  const questions = (which: Ids) => routeQuestions(app, host, cookie, which)
  const [nobodys, here] = [
    questions(madeUp(own)),
    questions({ ...own, faxes: { ...own['faxes'], page: '999.png' }, received: { ...own['received'], page: '999.png' } }),
  ]
  return ['GET /api/faxes/:id', 'GET /api/faxes/:id/pages/:page', 'GET /contacts/:id'].flatMap((name) => {
    const [nobody, known] = [nobodys.find((each) => each.name === name), here.find((each) => each.name === name)]
    return nobody && known ? [{ ...nobody, name: `teeth: ${name}`, there: known.there }] : []
  })
}

const line = ({ name, status, median, seen, floor }: Finding): string =>
  `${name.padEnd(58)} ${status.padEnd(8)} ${median.toFixed(0).padStart(6)} µs   ${signed(seen.medians)} µs  t ${signed(seen.t)}   floor ${signed(floor.medians)} µs  t ${signed(floor.t)}`
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`.padStart(7)

async function ask(what: string, questions: readonly Question[], count: number): Promise<Finding[]> {
  const findings = (await sample(port, questions, count, random)).map(findingOf)
  console.log(`\n${what}: ${count} of each, shuffled\n${findings.map(line).join('\n')}`)
  return findings
}

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()} · ${around()}`)
const doors = await ask('doors', doorQuestions(host, cookie, theirs), Number(values.doors))
const routes = await ask('routes with an id', routeQuestions(app, host, cookie, ids), Number(values.routes))
const told = await ask('teeth', teeth(), Number(values.routes))
const signIns = Number(values['sign-ins'])
const enough = (count: number) => 2 * (Math.ceil(count / TRIES_EACH) + 20)
const people = await peopleOf('person', enough(signIns))
const entries = await ask('sign-in with a wrong password', signInQuestions(host, people, ADDRESS_HEADER), signIns)

const forgotten = Number(values.forgotten)
const forgetful = await peopleOf('forgetful', enough(forgotten))
const links = await ask('a forgotten password', forgottenQuestions(host, forgetful, ADDRESS_HEADER), forgotten)

const found = [doors, routes, entries, links].flatMap(leaks)
const missed = told.length - leaks(told).length
for (const each of found) console.log(`told apart: ${each.name}`)
if (missed > 0) console.log(`blunt: ${missed} of ${told.length} that do differ were not told apart`)
console.log(`\nthe tenant wall leaks no time: ${found.length + missed === 0 ? 'holds' : 'FAILS'}`)
if (found.length + missed > 0) process.exitCode = 1
