import { readFile } from 'node:fs/promises'
import { unavailable } from '../kit/errors.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Bucket, copyName, isSame } from './bucket.ts'
import { placeOf } from './disk.ts'
import { waitingFiles } from './rows.ts'

const AT_ONCE = 8
const MOST = 10_000

/**
 * What only this disk has goes to the bucket now, for an office that leaves it. Noted it is where the office arrives, by the job that
 * finds it there. Throws when the bucket does not take it.
 */
export async function pushWaiting(
  { dataDir, bucket }: { readonly dataDir: string; readonly bucket: Bucket },
  tenant: Tenant,
): Promise<number> {
  const rows = tenant.read((tx) => waitingFiles(tx.db, MOST))
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
