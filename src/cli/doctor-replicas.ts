import type { Config } from '../config.ts'
import type { Parts } from '../parts.ts'
import { replicasOf } from '../replicating.ts'
import { CONTROL, type CopyStatus } from '../replication/index.ts'
import { listTenants } from '../tenancy/index.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const LATE_SECONDS = 60

/** A line for each file: replicated to which transaction, how far behind, since when. */
export async function checkReplicas(config: Config, parts: Parts): Promise<Finding[]> {
  const replicas = await replicasOf(config, parts)
  if (!replicas)
    return [config.production ? warn('replication', 'REPLICATOR_SOCKET is not set: nothing is replicated.') : ok('replication', 'off')]
  const slugs = new Map<string, string>(parts.control.read(listTenants).map(({ id, slug }) => [id, slug]))
  return replicas.map((each) => {
    const name = each.id === CONTROL ? 'the control database' : (slugs.get(each.id) ?? each.id)
    return find(each)('replication', `${name}: ${inWords(each)}`)
  })
}

const find = ({ state, behindSeconds }: CopyStatus) =>
  state === 'current' ? ok : state === 'never' || behindSeconds > LATE_SECONDS ? fail : warn

function inWords({ state, txid, replicatedTxid, behindSeconds, currentAt }: CopyStatus): string {
  if (state === 'never') return 'nothing of it is in the bucket'
  const at = currentAt ? `, whole at ${currentAt.toISOString()}` : ''
  if (state === 'current') return `transaction ${replicatedTxid}${at}`
  return `behind by ${Math.round(behindSeconds)} s: transaction ${replicatedTxid} of ${txid ?? 'an unknown number'}${at}. Do the replicator and the bucket answer?`
}
