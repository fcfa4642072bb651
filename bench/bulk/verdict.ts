import { ask, failsAt, numberAt, type Scene } from './bulk-loop.ts'

export type Verdict = {
  readonly state: string
  readonly delivered: number
  readonly failed: number
  /** By the carrier's own count: recipients it was never asked to call, and calls it took beyond the first for one of them. */
  readonly uncalled: number
  readonly duplicates: number
  /** In the failure log and not among those who fail, or the other way round, or with another reason. */
  readonly misreported: number
}

type Line = { readonly to: string; readonly outcome: string; readonly cause: { readonly code: string } | null }
type Page = { readonly data: readonly Line[]; readonly nextCursor: string | null }

export async function judge(scene: Scene, id: string, recipients: number): Promise<Verdict> {
  const { state, totals } = await ask<{ state: string; totals: { delivered: number; failed: number } }>(scene, `/api/bulks/${id}`)
  const taken = await scene.carrier.control<readonly { readonly to: string }[]>('/accepted')
  const calls = new Map<string, number>()
  for (const { to } of taken) calls.set(to, (calls.get(to) ?? 0) + 1)
  const numbers = Array.from({ length: recipients }, (_, n) => numberAt(n))
  const called = numbers.map((to) => calls.get(to) ?? 0)
  return {
    state,
    delivered: totals.delivered,
    failed: totals.failed,
    uncalled: called.filter((n) => n === 0).length,
    duplicates: called.reduce((sum, n) => sum + Math.max(0, n - 1), 0),
    misreported: misreported(await failureLog(scene, id), recipients),
  }
}

async function failureLog(scene: Scene, id: string): Promise<Line[]> {
  const lines: Line[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = await ask(scene, `/api/bulks/${id}/failures?limit=200${cursor ? `&cursor=${cursor}` : ''}`)
    lines.push(...page.data)
    cursor = page.nextCursor
  }
  return lines
}

function misreported(log: readonly Line[], recipients: number): number {
  const failing = new Set(
    Array.from({ length: recipients }, (_, n) => n)
      .filter(failsAt)
      .map(numberAt),
  )
  const right = log.filter(
    ({ to, outcome, cause }) => outcome === 'failed' && cause?.code === 'receiver_unallocated_number' && failing.delete(to),
  )
  return failing.size + log.length - right.length
}
