import type { Log } from '../kit/log.ts'
import type { Tenant } from '../tenancy/index.ts'
import type { Handler } from './kinds.ts'
import { type Finished, takeTurn } from './turn.ts'

/** Runs what is due by the tenant's clock, until nothing is. Tests and the command line call it in place of the worker's loop. */
export async function drain(tenant: Tenant, handlers: readonly Handler[], log: Log = () => {}): Promise<number> {
  const byKind = new Map(handlers.map((each) => [each.kind, each]))
  const never = new AbortController().signal
  let finished: Finished[] = []
  for (let count = 0; ; ) {
    const turn = tenant.write((tx) => takeTurn(tx, byKind, { finished, slots: 16, leaseMs: 60_000 }, log))
    count += turn.settled
    finished = await Promise.all(
      turn.begun.map(async (begun) => {
        try {
          return { ...begun, answer: { value: await begun.step.wait(never) } }
        } catch (error) {
          return { ...begun, answer: { error } }
        }
      }),
    )
    const now = tenant.read((tx) => tx.now.getTime())
    if (finished.length === 0 && (turn.nextDue === undefined || turn.nextDue > now)) return count
  }
}
