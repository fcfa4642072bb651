import { sha256 } from '../../files/index.ts'
import type { Tenant } from '../../tenancy/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { type Guarded, keepAnswer, once } from '../idempotency.ts'
import type { FaxId } from '../status.ts'
import { draftBulk } from './drafting.ts'
import { bulkJson } from './present.ts'
import type { ReadBulk } from './reading-form.ts'
import { dropDraft } from './removing.ts'
import { startBulk } from './steering.ts'

/** A dry run, or a bulk that is started at once; the same key with the same body is answered again. Throws AppError by field. */
export function acceptBulk(deps: AcceptDeps, tenant: Tenant, read: ReadBulk, key: string | undefined): Promise<Guarded> {
  const { wanted, uploads, start, looked } = read
  const fingerprint = sha256(Buffer.from(JSON.stringify(['bulk', wanted, start, uploads.map(({ name, bytes }) => [name, sha256(bytes)])])))
  return once(tenant, key, fingerprint, async (scoped) => {
    const id = await draftBulk(deps, tenant, wanted, uploads)
    const written = tenant.writeTogether((tx) => {
      if (start) startBulk(tx, id, looked)
      const answer = { status: 201, location: `/api/bulks/${id}`, body: JSON.stringify(bulkJson(tx, id)) }
      keepAnswer(tx, scoped, fingerprint, answer)
      return answer
    })
    return written.catch(async (error: unknown) => {
      await dropDraft(deps.files, tenant, id)
      throw error
    })
  })
}

export const idOf = (location: string): FaxId => (location.split('/').at(-1) ?? '') as FaxId
