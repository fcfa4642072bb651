import { countWaiting, Unreachable } from '../files/index.ts'
import type { Parts } from '../parts.ts'
import { AT_THE_SHELL, listTenants } from '../tenancy/index.ts'
import { type Finding, ok, warn } from './finding.ts'

const LATE_MS = 15 * 60_000

/** Where documents are kept, and what only this machine has of them. */
export async function checkDocuments({ bucket, control, tenants, clock }: Parts): Promise<Finding> {
  if (!bucket) return ok('documents', 'on this disk only: S3_BUCKET is not set')
  try {
    await bucket.look('documents/a-name-that-nobody-has')
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return warn('documents', `the bucket cannot be used: ${error.because}. What comes in waits on this disk.`)
  }
  let [waiting, first] = [0, clock().getTime()]
  for (const { id } of control.read(listTenants).filter(({ state }) => state !== 'making')) {
    try {
      const { count, since } = tenants.as(id, AT_THE_SHELL).read(countWaiting)
      waiting += count
      first = Math.min(first, since?.getTime() ?? first)
    } catch {
      // An office that does not open is told of by itself.
    }
    tenants.close(id)
  }
  const minutes = Math.round((clock().getTime() - first) / 60_000)
  if (waiting === 0) return ok('documents', 'the bucket answers, and every document was read back from it')
  const detail = `${waiting} only on this disk, the first for ${minutes} min`
  return minutes * 60_000 > LATE_MS ? warn('documents', `${detail}. Is the server running?`) : ok('documents', detail)
}
