import { tooLarge } from '../kit/errors.ts'

/** Larger than any form of ours. */
const MOST_BYTES = 1024 * 1024

/**
 * Refuses what is too large before a byte of it is read: reading tens of megabytes of form fields holds up everybody for seconds,
 * and whoever sends them need not be signed in. A body of unknown length is only taken where documents are.
 */
export function refuseLargeBody(request: Request, takesDocuments: boolean): void {
  if (takesDocuments) return
  const length = request.headers.get('content-length')
  const isUnknown = length === null && request.headers.has('transfer-encoding')
  if (isUnknown || Number(length ?? 0) > MOST_BYTES) throw tooLarge('That is more than this page takes.')
}
