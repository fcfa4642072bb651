import { readFile } from 'node:fs/promises'
import { done, type Handler, handle, type Outcome, snooze, step } from '../jobs/index.ts'
import type { Log } from '../kit/log.ts'
import type { TenantId, Tx } from '../tenancy/index.ts'
import { type Bucket, type CopyFacts, copyName, isSame, Unreachable } from './bucket.ts'
import { placeOf } from './disk.ts'
import { watchOutage } from './outage.ts'
import { type Sealed, sha256 } from './port.ts'
import { askForUpload, noteUploaded, type StoredRow, UPLOAD, waitingFiles } from './rows.ts'

export type UploadDeps = { readonly dataDir: string; readonly bucket: Bucket; readonly log: Log }

/** `unsafe`: the bucket said yes and does not have it. `gone`: what lies here is not what was sealed, or nothing. */
type Upload =
  | { readonly is: 'safe'; readonly row: StoredRow; readonly facts: CopyFacts }
  | { readonly is: 'unsafe' | 'unreachable' | 'gone'; readonly row: StoredRow; readonly because: string }

const A_TURN = 20
const LOOK_AGAIN_MS = 60 * 60_000

/** files.upload: what only this machine has goes to the bucket, and is believed to be there once it was read back. */
export function fileUploader({ dataDir, bucket, log }: UploadDeps): Handler {
  const outage = watchOutage()

  async function uploadAll(tenant: TenantId, rows: readonly StoredRow[]): Promise<Upload[]> {
    const uploads: Upload[] = []
    for (const row of rows) {
      const upload = await uploadOne(tenant, row)
      uploads.push(upload)
      if (upload.is === 'unsafe' || upload.is === 'unreachable') break
    }
    return uploads
  }

  async function uploadOne(tenant: TenantId, row: StoredRow): Promise<Upload> {
    const [name, sealed] = [copyName(tenant, row.id, row.sealedSha256), { sha256: row.sealedSha256, bytes: row.sealedBytes }]
    try {
      const facts = (await proven(name, sealed)) ?? (await putAndProve(tenant, row, name, sealed))
      return typeof facts === 'string' ? { is: facts, row, because: BECAUSE[facts] } : { is: 'safe', row, facts }
    } catch (error) {
      if (error instanceof Unreachable) return { is: 'unreachable', row, because: error.because }
      throw error
    }
  }

  async function putAndProve(tenant: TenantId, row: StoredRow, name: string, sealed: Sealed): Promise<CopyFacts | 'gone' | 'unsafe'> {
    const bytes = await readFile(placeOf(dataDir, tenant, row.id)).catch(() => undefined)
    if (!bytes || sha256(bytes) !== sealed.sha256) return 'gone'
    await bucket.put(name, bytes, sealed.sha256)
    return (await proven(name, sealed)) ?? 'unsafe'
  }

  /** It says that it has it, and what it hands out is what was sealed. */
  async function proven(name: string, sealed: Sealed): Promise<CopyFacts | undefined> {
    const facts = await bucket.look(name)
    if (facts?.bytes !== sealed.bytes) return undefined
    const content = await bucket.read(name)
    return content && (await isSame(content, sealed)) ? facts : undefined
  }

  function settle(tx: Tx, uploads: readonly Upload[]): Outcome {
    for (const each of uploads) {
      if (each.is === 'safe') noteUploaded(tx, each.row.id, { sha256: each.row.sealedSha256, bytes: each.row.sealedBytes }, each.facts)
      else
        log(each.is === 'unreachable' ? 'warn' : 'error', `files.upload_${each.is}`, {
          tenant: tx.tenantId,
          file: each.row.id,
          because: each.because,
        })
    }
    const now = tx.now.getTime()
    if (uploads.some(({ is }) => is === 'unsafe' || is === 'unreachable')) {
      outage.failed(now)
      return snooze('The bucket cannot be used just now.', outage.waitMs(now))
    }
    outage.worked()
    const waiting = waitingFiles(tx.db, uploads.length + 1)
    if (waiting.length === 0) return done
    const gone = new Set(uploads.filter(({ is }) => is === 'gone').map(({ row }) => row.id))
    return waiting.every(({ id }) => gone.has(id)) ? snooze('What waits is not on the disk.', LOOK_AGAIN_MS) : snooze('More waits.', 0)
  }

  return handle(
    UPLOAD,
    (tx) => {
      const rows = waitingFiles(tx.db, A_TURN)
      if (rows.length === 0) return done
      const inMs = outage.waitMs(tx.now.getTime())
      if (inMs > 0) return snooze('Others are uploading, or the bucket is left alone for a moment.', inMs)
      return step(() => outage.run(() => uploadAll(tx.tenantId, rows)), settle)
    },
    // The documents still wait: nothing but a success may end this.
    { died: (tx) => void askForUpload(tx) },
  )
}

const BECAUSE = {
  gone: 'what lies on the disk is not what was sealed',
  unsafe: 'it took the document and does not hand out the same',
} as const
