import { verifyChain } from '../../src/audit/index.ts'
import { closeDb, type Db, openDb } from '../../src/db/index.ts'
import { listJobs } from '../../src/jobs/index.ts'
import { system, type TenantId, type Tx } from '../../src/tenancy/index.ts'

export type Verdict =
  | { readonly is: 'whole'; readonly facts: number }
  | { readonly is: 'lost'; readonly facts: number }
  | { readonly is: 'corrupt'; readonly because: string }

/** Opens what a power cut left, as the next start would, and asks for every fact that had been acknowledged by then. */
export function judge(
  image: { readonly path: string; readonly keyHex: string; readonly tenantId: TenantId },
  acknowledged: number,
): Verdict {
  try {
    const db = openDb({ path: image.path, keyHex: image.keyHex, plane: 'tenant' })
    try {
      return judgeOpen(db, image.tenantId, acknowledged)
    } finally {
      closeDb(db)
    }
  } catch (error) {
    return { is: 'corrupt', because: error instanceof Error ? error.message : String(error) }
  }
}

function judgeOpen(db: Db, tenantId: TenantId, acknowledged: number): Verdict {
  const integrity = db.$client.pragma('integrity_check', { simple: true })
  if (integrity !== 'ok') return { is: 'corrupt', because: String(integrity) }
  const tx: Tx = { db, tenantId, actor: system('power-cut'), now: new Date(0) }
  const chain = verifyChain(tx)
  if (!chain.valid) return { is: 'corrupt', because: `the audit chain is ${chain.because} at ${chain.brokenAt}` }
  const facts = listJobs(tx, { limit: 1_000_000 })
    .map(({ args }) => (args as { n: number }).n)
    .reverse()
  if (facts.length !== chain.entries || facts.some((n, index) => n !== index + 1))
    return { is: 'corrupt', because: 'half of a commit is there' }
  return { is: facts.length >= acknowledged ? 'whole' : 'lost', facts: facts.length }
}
