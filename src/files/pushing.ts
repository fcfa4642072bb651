import { readFile } from 'node:fs/promises'
import { unavailable } from '../kit/errors.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Bucket, copyName, isSame } from './bucket.ts'
import { listDisk, placeOf } from './disk.ts'
import { waitingFiles } from './rows.ts'
import { readState } from './sweep-state.ts'

const AT_ONCE = 8
const MOST = 10_000
const TOO_MANY = `More than ${MOST} documents of this office wait for the bucket. Move it when they are there.`
const UNRECORDED = 'Of some documents of this office it is not written down yet what they are. Move it when the sweep has been there.'

/**
 * What only this disk has goes to the bucket now, for an office that leaves it. Noted it is where the office arrives, by the job that
 * finds it there. Throws when the bucket does not take it, or not all of it can be told: what stays behind is removed with the office.
 */
export async function pushWaiting(
  { dataDir, bucket }: { readonly dataDir: string; readonly bucket: Bucket },
  tenant: Tenant,
  most = MOST,
): Promise<number> {
  const disk = new Set(await listDisk(dataDir, tenant.id))
  const { named, copies } = await readState(tenant)
  if ([...named].some((id) => disk.has(id) && !copies.has(id))) throw unavailable(UNRECORDED)
  const rows = tenant.read((tx) => waitingFiles(tx.db, most + 1))
  if (rows.length > most) throw unavailable(TOO_MANY)
  const waiting = rows.values()
  const line = async () => {
    for (const { id, sealedSha256, sealedBytes } of waiting) {
      const name = copyName(tenant.id, id, sealedSha256)
      const bytes = await readFile(placeOf(dataDir, tenant.id, id)).catch(() => undefined)
      // What lies nowhere any more cannot be taken along.
      if (!bytes) continue
      if ((await bucket.look(name))?.bytes !== sealedBytes) await bucket.put(name, bytes, sealedSha256)
      const content = await bucket.read(name)
      if (!content || !(await isSame(content, { sha256: sealedSha256, bytes: sealedBytes })))
        throw unavailable('The bucket took a document and does not hand out the same.')
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
  return rows.length
}
