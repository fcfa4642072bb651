import { randomBytes } from 'node:crypto'
import type { Attachment } from '../document.ts'
import { allPagesOf } from './pages.ts'

/** Whoever has the password may print and copy: it is theirs. Nobody has the one that would lift the lock. */
export async function lock(file: Attachment, userPassword: string): Promise<Uint8Array> {
  const pdf = await allPagesOf([file])
  pdf.encrypt({ algorithm: 'AES-256', userPassword, ownerPassword: randomBytes(32).toString('base64url') })
  return pdf.save({
    useObjectStreams: false,
    addDefaultPage: false,
    updateFieldAppearances: false,
    objectsPerTick: Number.POSITIVE_INFINITY,
  })
}
