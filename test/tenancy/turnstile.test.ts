import { expect, test } from 'bun:test'
import { createTurnstile, type TenantId, turnstileMemory } from '../../src/tenancy/index.ts'

const OFFICE = '0190f0a0-0000-7000-8000-0000000000aa' as TenantId

/** A thread that goes through the same gate again and again, and counts how often. */
async function startRestless(memory: SharedArrayBuffer, passes: SharedArrayBuffer): Promise<Worker> {
  const worker = new Worker(new URL('./restless.ts', import.meta.url).href)
  await new Promise<void>((resolve) => {
    worker.onmessage = () => resolve()
    worker.postMessage({ memory, passes, id: OFFICE })
  })
  return worker
}

test('a thread that comes back again and again lets whoever waits go first', async () => {
  const [memory, passes] = [turnstileMemory(), new SharedArrayBuffer(8)]
  const count = new Int32Array(passes)
  const worker = await startRestless(memory, passes)
  const turnstile = createTurnstile(memory)
  const overtaken: number[] = []
  let together = 0
  for (let n = 0; n < 51; n++) {
    const before = Atomics.load(count, 0)
    turnstile.pass(OFFICE, () => {
      overtaken.push(Atomics.load(count, 0) - before)
      together += Atomics.load(count, 1)
    })
    await Bun.sleep(1)
  }
  worker.terminate()
  expect(together).toBe(0)
  expect(Atomics.load(count, 0)).toBeGreaterThan(50)
  // The one that was inside; now and then this thread itself is stopped between its look and drawing its number.
  expect(overtaken.sort((a, b) => a - b)[25]).toBeLessThanOrEqual(2)
})

test('a write that throws gives its place back', () => {
  const turnstile = createTurnstile()
  const refused = () =>
    turnstile.pass(OFFICE, () => {
      throw new Error('refused')
    })
  expect(refused).toThrow('refused')
  expect(turnstile.pass(OFFICE, () => 'next')).toBe('next')
})

test('whoever died inside is passed over, and only once', () => {
  const memory = turnstileMemory()
  const dead = createTurnstile(memory, 50)
  new Int32Array(memory).forEach((_, word, words) => {
    if (word % 3 === 0) words[word] = 1
  })
  expect(dead.pass(OFFICE, () => 'after the wait')).toBe('after the wait')
  // A gate that were still held would keep this one for ever.
  expect(createTurnstile(memory, 2 ** 31 - 1).pass(OFFICE, () => 'at once')).toBe('at once')
})
