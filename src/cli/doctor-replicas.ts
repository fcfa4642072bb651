import type { Config } from '../config.ts'
import { isDrillOverdue, readHint } from '../custody/drilling/index.ts'
import type { Parts } from '../parts.ts'
import { replicasOf } from '../replicating.ts'
import { CONTROL, type CopyStatus } from '../replication/index.ts'
import { listTenants, type TenantId } from '../tenancy/index.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const LATE_SECONDS = 60

/** A line for each file: replicated to which transaction, how far behind, since when. */
export async function checkReplicas(config: Config, parts: Parts): Promise<Finding[]> {
  const replicas = await replicasOf(config, parts)
  if (!replicas)
    return [config.production ? warn('replication', 'REPLICATOR_SOCKET is not set: nothing is replicated.') : ok('replication', 'off')]
  const slugs = new Map<string, string>(parts.control.read(listTenants).map(({ id, slug }) => [id, slug]))
  return replicas.flatMap((each) => {
    if (each.id === CONTROL) return [find(each)('replication', `the control database: ${inWords(each)}`)]
    const name = slugs.get(each.id) ?? each.id
    return [find(each)('replication', `${name}: ${inWords(each)}`), drillOf(config.data.dir, each.id, name)]
  })
}

function drillOf(dataDir: string, id: TenantId, name: string): Finding {
  const last = readHint(dataDir, id)
  const at = last && new Date(last.at).toISOString()
  if (last && !last.passed) return fail('backup drill', `${name}: the restore of ${at} was not whole. Its log line says why.`)
  if (isDrillOverdue(last, Date.now())) return warn('backup drill', `${name}: ${at ? `not since ${at}` : 'not restored for a check yet'}`)
  return ok('backup drill', `${name}: restored and verified ${at}`)
}

const find = ({ state, behindSeconds }: CopyStatus) =>
  state === 'current' ? ok : state === 'never' || state === 'lacking' || behindSeconds > LATE_SECONDS ? fail : warn

function inWords({ state, txid, replicatedTxid, behindSeconds, currentAt }: CopyStatus): string {
  if (state === 'never') return 'nothing of it is in the bucket'
  if (state === 'lacking') return 'the bucket lost something that it had acknowledged; it is given that again'
  const at = currentAt ? `, whole at ${currentAt.toISOString()}` : ''
  if (state === 'current') return `transaction ${replicatedTxid}${at}`
  return `behind by ${Math.round(behindSeconds)} s: transaction ${replicatedTxid} of ${txid ?? 'an unknown number'}${at}. Do the replicator and the bucket answer?`
}
