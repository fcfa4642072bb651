import { expect, test } from 'bun:test'
import { createAgenda } from '../../src/jobs/agenda.ts'

/** Park–Miller: the same seed tells the same story again. */
function seeded(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** What the heap must agree with: a list that is sorted whenever it is asked. */
function createNaive() {
  const times = new Map<number, number>()
  const inOrder = () => [...times].sort((a, b) => a[1] - b[1])
  return {
    times,
    bring: (key: number, time: number) => void times.set(key, Math.min(time, times.get(key) ?? time)),
    set: (key: number, time: number | undefined) => void (time === undefined ? times.delete(key) : times.set(key, time)),
    nextAt: () => inOrder()[0]?.[1],
    due: (now: number) => inOrder().filter(([, at]) => at <= now),
  }
}

function tell(seed: number, steps: number): void {
  const random = seeded(seed)
  const [agenda, naive] = [createAgenda<number>(), createNaive()]
  for (let step = 0; step < steps; step++) {
    const [key, time] = [random(12), random(40)]
    const what = random(4)
    if (what === 0) for (const each of [agenda, naive]) each.bring(key, time)
    else if (what === 1) for (const each of [agenda, naive]) each.set(key, time)
    else if (what === 2) for (const each of [agenda, naive]) each.set(key, undefined)
    else take(agenda, naive, time, 1 + random(5))
    expect([seed, step, agenda.nextAt(), agenda.size]).toEqual([seed, step, naive.nextAt(), naive.times.size])
    expect(new Map(agenda.entries())).toEqual(naive.times)
  }
}

function take(agenda: ReturnType<typeof createAgenda<number>>, naive: ReturnType<typeof createNaive>, now: number, most: number): void {
  const expected = naive.due(now).map(([, at]) => at)
  const taken = agenda.takeDue(now, most)
  // Keys of one time may come in any order; their times may not.
  expect(taken.map((key) => naive.times.get(key))).toEqual(expected.slice(0, most))
  expect(new Set(taken).size).toBe(taken.length)
  for (const key of taken) naive.set(key, undefined)
}

test('an agenda agrees with a sorted list, whatever is brought, set, removed and taken', () => {
  for (let seed = 1; seed <= 200; seed++) tell(seed, 100)
})

test('bringing forward keeps the earlier time, setting keeps the later word', () => {
  const agenda = createAgenda<string>()
  agenda.bring('maple', 10)
  agenda.bring('maple', 20)
  expect(agenda.nextAt()).toBe(10)
  agenda.set('maple', 30)
  expect([agenda.nextAt(), agenda.takeDue(29, 9), agenda.takeDue(30, 9)]).toEqual([30, [], ['maple']])
})

test('nothing is taken when nothing may be', () => {
  const agenda = createAgenda<string>()
  agenda.bring('maple', 10)
  expect([agenda.takeDue(10, 0), agenda.takeDue(10, -1), agenda.size]).toEqual([[], [], 1])
})

test('a time that moves for ever does not pile up', () => {
  const agenda = createAgenda<string>()
  agenda.set('harbor', 1)
  for (let i = 0; i < 10_000; i++) agenda.set('maple', 1_000_000 + (i % 2))
  expect(agenda.heapSize).toBeLessThan(100)
  expect(agenda.takeDue(2_000_000, 9)).toEqual(['harbor', 'maple'])
})
