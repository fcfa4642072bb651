import { createApp } from '../../src/app.ts'
import { type Counted, createLive, createRates, RATES, rateHeaders } from '../../src/web/index.ts'
import { GENEROUS, openWorld } from '../../test/support/server.ts'
import { around, machineLine } from '../machine.ts'

// bun bench/rates/main.ts: what counting costs a request, by itself and in the whole application beside one that counts nothing.
const ALONE = 200_000
const ROUNDS = 40
const EACH = 250

/** Microseconds a request: its address, its key and its office counted, and the headers written. */
function alone(): number {
  const rates = createRates({ ...RATES, address: 1e9, 'key-read': 1e9, 'office-read': 1e9 }, () => new Date())
  const started = performance.now()
  for (let n = 0; n < ALONE; n++) {
    const counted: Counted[] = []
    rates.countAddress(counted, `203.0.${(n >> 8) & 255}.${n & 255}`, false)
    rates.countWho(counted, 'GET', { office: 'maple', kind: 'key', id: `key-${n % 100}` })
    rateHeaders(counted)
  }
  return ((performance.now() - started) * 1_000) / ALONE
}

/** Twice without, whose difference is the noise. One after the other in short rounds, so that whatever the machine does meanwhile falls on both alike. */
async function beside(): Promise<{ readonly off: number; readonly again: number; readonly on: number }> {
  const proxied = { CLIENT_ADDRESS_HEADER: 'x-client-address' }
  using off = openWorld({ RATE_LIMITS: 'off', ...proxied })
  using again = openWorld({ RATE_LIMITS: 'off', ...proxied })
  using on = openWorld({ RATE_LIMITS: GENEROUS, ...proxied })
  const asked = [off, again, on].map((world) => ({
    app: createApp(world.parts, createLive()),
    key: world.offices.maple.key,
    rounds: [] as number[],
  }))
  for (let round = 0; round < ROUNDS; round++)
    for (const { app, key, rounds } of asked) {
      const started = performance.now()
      for (let n = 0; n < EACH; n++) {
        const headers = { authorization: `Bearer ${key}`, 'x-client-address': '203.0.113.7' }
        const { status } = await app.handle(new Request('http://maple.localhost/api/me', { headers }))
        if (status !== 200) throw new Error(`It was answered ${status}.`)
      }
      rounds.push(((performance.now() - started) * 1_000) / EACH)
    }
  const [without = 0, floor = 0, counting = 0] = asked.map(({ rounds }) => median(rounds.slice(ROUNDS / 4)))
  return { off: without, again: floor, on: counting }
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()} · ${around()}`)
alone()
console.log(`counting by itself: ${alone().toFixed(2)} µs a request`)
const { off, again, on } = await beside()
console.log(
  `GET /api/me by key: ${off.toFixed(1)} and ${again.toFixed(1)} µs without, ${on.toFixed(1)} µs with (${(on / off).toFixed(3)} of the first)`,
)
process.exit(0)
