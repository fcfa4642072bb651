import { expect, test } from 'bun:test'
import { createBuckets } from '../../src/web/buckets.ts'
import { type Counted, createRates, RATES, rateHeaders, ratesFrom } from '../../src/web/rates.ts'

const START = Date.parse('2026-03-02T15:00:00Z')
function open(most = 1_000) {
  const now = { value: START }
  const clock = () => new Date(now.value)
  return { now, clock, buckets: createBuckets({ most, clock }) }
}
const take = (times: number, act: () => { readonly wait: number }) => Array.from({ length: times }, () => act().wait === 0)

test('so many come at once, and as many in each minute after', () => {
  const { now, buckets } = open()
  const ask = () => buckets.take('ana', 60)
  expect(take(60, ask)).not.toContain(false)
  expect(ask()).toEqual({ left: 0, wait: 1, full: 1 })
  now.value += 999
  expect(ask().wait).toBe(1)
  now.value += 1
  expect(take(2, ask)).toEqual([true, false])
  now.value += 3_600_000
  expect(take(61, ask).filter(Boolean)).toHaveLength(60)
})

test('whoever waits as long as they are told is let in, at every rate', () => {
  for (const perMinute of [1, 2, 7, 59, 60, 61, 119, 600, 6_007]) {
    const { now, buckets } = open()
    for (let n = 0; n < perMinute; n++) buckets.take('ana', perMinute)
    for (let turn = 0; turn < 20; turn++) {
      const { wait } = buckets.take('ana', perMinute)
      now.value += wait * 1_000
      expect([perMinute, turn, buckets.take('ana', perMinute).wait]).toEqual([perMinute, turn, 0])
      while (buckets.take('ana', perMinute).wait === 0) {}
    }
  }
})

test('one is not held to what another did, and a clock that is set back takes nothing away', () => {
  const { now, buckets } = open()
  take(60, () => buckets.take('ana', 60))
  expect(buckets.take('sam', 60).left).toBe(59)
  now.value -= 3_600_000
  expect(buckets.take('ana', 60).wait).toBe(1)
  now.value += 3_600_000 + 5_000
  expect(buckets.take('ana', 60).wait).toBe(0)
})

test('memory has an end, and who was here last is remembered', () => {
  const { buckets } = open(100)
  take(60, () => buckets.take('ana', 60))
  for (let n = 0; n < 10_000; n++) {
    buckets.take(`crowd ${n}`, 60)
    if (n % 40 === 0) expect(buckets.take('ana', 60).wait).toBe(1)
  }
  expect(buckets.size).toBeLessThanOrEqual(100)
})

const asking = (): Counted[] => []

test('the answer says which limit is the nearest, in the syntax of the draft', () => {
  const { clock } = open()
  const rates = createRates({ ...RATES, 'key-read': 2 }, clock)
  const who = { office: 'maple', kind: 'key', id: 'k1' } as const
  const first = asking()
  rates.countAddress(first, '203.0.113.7', false)
  rates.countWho(first, 'GET', who)
  expect(rateHeaders(first)).toEqual({
    'ratelimit-policy': '"address";q=3000;w=60, "key-read";q=2;w=60, "office-read";q=12000;w=60',
    ratelimit: '"key-read";r=1;t=30',
  })
  rates.countWho(asking(), 'GET', who)
  const third = asking()
  expect(() => rates.countWho(third, 'GET', who)).toThrow('Try again in 30 seconds.')
  expect(rateHeaders(third)?.['ratelimit']).toBe('"key-read";r=0;t=30')
  expect(() => rates.countWho(asking(), 'POST', who)).not.toThrow()
  expect(() => rates.countWho(asking(), 'GET', { ...who, id: 'k2' })).not.toThrow()
  expect(rateHeaders(asking())).toBeUndefined()
})

test('a key has what it was given, and one request is counted once', () => {
  const { clock } = open()
  const rates = createRates(RATES, clock)
  const who = { office: 'maple', kind: 'key', id: 'k1', perMinute: 1 } as const
  const request = asking()
  rates.countWho(request, 'GET', who)
  expect(() => rates.countWho(request, 'GET', who)).not.toThrow()
  expect(() => rates.countWho(asking(), 'GET', who)).toThrow('Try again in 60 seconds.')
})

test('an address of IPv6 is the network it is in, and both ways to write IPv4 are one', () => {
  const { clock } = open()
  const rates = createRates({ ...RATES, address: 1 }, clock)
  const from = (address: string) => rates.countAddress(asking(), address, false)
  from('2001:db8:1:2::7')
  expect(() => from('2001:db8:1:2:ffff::9')).toThrow('Too many')
  expect(() => from('2001:db8:1:3::7')).not.toThrow()
  from('203.0.113.7')
  expect(() => from('::ffff:203.0.113.7')).toThrow('Too many')
  for (let n = 0; n < 10; n++) from('unknown')
})

test('what is set by name is set, and what is no limit is named', () => {
  expect(ratesFrom('')).toEqual(RATES)
  expect(ratesFrom('entry=7, person-read=9')).toEqual({ ...RATES, entry: 7, 'person-read': 9 })
  for (const [text, wrong] of [
    ['door=7', 'door'],
    ['entry', 'entry'],
    ['entry=0', 'entry'],
    ['entry=-1', 'entry'],
    ['entry=1.5', 'entry'],
  ] as const)
    expect(() => ratesFrom(text)).toThrow(wrong)
})
