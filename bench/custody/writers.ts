import type { Machine, Office } from './machine.ts'

export type Written = { readonly office: Office; readonly id: string; readonly at: number }
export type Writers = {
  readonly acknowledged: Written[]
  refused: number
  readonly errors: unknown[]
  slowestMs: number
  stop(): Promise<void>
}

/** So many writers at once, each to an office at random, as fast as they are answered or every `everyMs`. */
export const startWriters = (machine: Machine, offices: readonly Office[], atOnce: number, everyMs = 0): Writers =>
  keepOn((office, n) => machine.write(office, `Contact ${n}`), offices, atOnce, everyMs)

/** One fax after the other, each from an office at random. */
export const startSenders = (machine: Machine, offices: readonly Office[], everyMs: number): Writers =>
  keepOn((office) => machine.send(office), offices, 1, everyMs)

function keepOn(
  write: (office: Office, n: number) => Promise<string>,
  offices: readonly Office[],
  atOnce: number,
  everyMs: number,
): Writers {
  const acknowledged: Written[] = []
  let isOver = false
  const writers: Writers = { acknowledged, refused: 0, errors: [], slowestMs: 0, stop }
  const lines = Array.from({ length: atOnce }, async () => {
    while (!isOver) {
      const office = offices[Math.floor(Math.random() * offices.length)] as Office
      const asked = performance.now()
      try {
        const id = await write(office, acknowledged.length)
        acknowledged.push({ office, id, at: Date.now() })
        writers.slowestMs = Math.max(writers.slowestMs, performance.now() - asked)
      } catch (error) {
        writers.refused++
        writers.errors.push(error)
        await Bun.sleep(50)
      }
      if (everyMs > 0) await Bun.sleep(everyMs)
    }
  })
  async function stop(): Promise<void> {
    isOver = true
    await Promise.all(lines)
  }
  return writers
}
