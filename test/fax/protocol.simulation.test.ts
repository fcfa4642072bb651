import { expect, test } from 'bun:test'
import { GRACE_MS } from '../../src/fax/index.ts'
import { type Strategy, simulate } from '../support/send-simulation.ts'

const SEEDS = 10_000

function run(seeds: number, strategy: Strategy) {
  let [posts, crashes] = [0, 0]
  const violations: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const verdict = simulate(seed, strategy)
    violations.push(...verdict.violations)
    posts += verdict.posts
    crashes += verdict.crashes
  }
  return { violations, posts, crashes }
}

test(`in ${SEEDS.toLocaleString('en-US')} simulated worlds no fax is sent twice, lost or left in between`, () => {
  const { violations, posts, crashes } = run(SEEDS, { graceMs: GRACE_MS })
  expect(violations.slice(0, 5)).toEqual([])
  expect([posts > SEEDS * 6, crashes > SEEDS * 3]).toEqual([true, true])
}, 60_000)

test('the same worlds catch a blind resend', () => {
  expect(run(200, { graceMs: GRACE_MS, resendBlindly: true }).violations.length).toBeGreaterThan(100)
})

test('the same worlds catch a grace of ten seconds', () => {
  expect(run(500, { graceMs: 10_000 }).violations.length).toBeGreaterThan(20)
})
