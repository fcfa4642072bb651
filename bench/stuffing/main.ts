import { parseArgs } from 'node:util'
import { addUser, createPasswords } from '../../src/identity/index.ts'
import { GENEROUS, PASSWORD, startFrontdesk } from '../../test/support/server.ts'
import { around, machineLine } from '../machine.ts'

// bun bench/stuffing/main.ts --seconds 30 --attack 500: what people wait at sign-in while a crowd tries stolen passwords.
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    attack: { type: 'string', default: '500' },
    people: { type: 'string', default: '20' },
    'own-limits': { type: 'boolean' },
  },
})
const [seconds, attack, count] = [Number(values.seconds), Number(values.attack), Number(values.people)]
const GOAL_MS = 300
const SIGN_INS_A_SECOND = 2
const ADDRESS_HEADER = 'x-client-address'

const limits = values['own-limits'] ? '' : GENEROUS
await using desk = await startFrontdesk({ env: { CLIENT_ADDRESS_HEADER: ADDRESS_HEADER, LOG_LEVEL: 'error', RATE_LIMITS: limits } })
const passwordHash = await createPasswords().hash(PASSWORD)
const innocents = Array.from({ length: count }, (_, n) => ({ email: `innocent-${n}@maple.test`, address: `203.0.113.${n % 5}` }))
desk.maple.file.write((tx) => {
  for (const { email } of innocents) addUser(tx, { email, name: 'Innocent', role: 'user', passwordHash })
})

type Answered = { readonly status: number; readonly ms: number }
async function signIn(email: string, password: string, address: string): Promise<Answered> {
  const started = performance.now()
  const headers = { 'content-type': 'application/json', [ADDRESS_HEADER]: address }
  const answer = await desk.as('maple')('/api/auth/token', {
    method: 'POST',
    headers,
    keepalive: true,
    body: JSON.stringify({ email, password }),
  })
  await answer.arrayBuffer()
  return { status: answer.status, ms: performance.now() - started }
}

/** So many a second, whether those before were answered or not: an attacker does not wait. */
async function every(ms: number, times: number, act: (n: number) => Promise<Answered>): Promise<Answered[]> {
  const [started, asked]: [number, Promise<Answered>[]] = [performance.now(), []]
  for (let n = 0; n < times; n++) {
    const wait = started + n * ms - performance.now()
    if (wait > 1) await Bun.sleep(wait)
    asked.push(act(n))
  }
  return Promise.all(asked)
}
const innocently = () =>
  every(1_000 / SIGN_INS_A_SECOND, seconds * SIGN_INS_A_SECOND, (n) => {
    const { email, address } = innocents[n % count] ?? { email: '', address: '' }
    return signIn(email, PASSWORD, address)
  })
/** Half of the addresses they try are people's, each from another place. */
const attacking = () =>
  every(1_000 / attack, seconds * attack, (n) => {
    const email = n % 2 ? `stolen-${n}@maple.test` : (innocents[(n / 2) % count]?.email ?? '')
    return signIn(email, `a stolen password ${n}`, `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`)
  })

const quantile = (list: readonly Answered[], at: number): number =>
  list.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * at))] ?? 0
function line(what: string, list: readonly Answered[], length: number): string {
  const statuses = [...new Set(list.map(({ status }) => status))]
    .sort()
    .map((status) => `${list.filter((each) => each.status === status).length} × ${status}`)
  return `${what.padEnd(28)} ${(list.length / length).toFixed(0).padStart(4)}/s  p50 ${quantile(list, 0.5).toFixed(0)} ms  p95 ${quantile(list, 0.95).toFixed(0)} ms  ${statuses.join(', ')}`
}

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()} · ${around()}`)
for (const { email, address } of innocents) await signIn(email, PASSWORD, address)
const before = await innocently()
console.log(line('people, nobody attacking', before, seconds))
const began = performance.now()
const [attackers, during] = await Promise.all([attacking(), innocently()])
const lasted = (performance.now() - began) / 1_000
console.log(line('people, under attack', during, lasted))
console.log(line('the crowd', attackers, lasted))
const after = await innocently()
console.log(line('people, afterwards', after, seconds))

const isIn = ({ status }: Answered) => status === 200
const refused = [...during, ...after].filter((each) => !isIn(each)).length
const wellIn = refused === 0 && quantile(during, 0.95) <= GOAL_MS && !attackers.some(isIn)
console.log(`\npeople sign in within ${GOAL_MS} ms (p95) and nobody is locked out: ${wellIn ? 'holds' : 'FAILS'}`)
if (!wellIn) process.exitCode = 1
