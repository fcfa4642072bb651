import { randomBytes } from 'node:crypto'
import type { Attachment } from '../document.ts'
import { allPagesOf } from './pages.ts'

const ALLOWED = { printing: 'highResolution', copying: true, contentAccessibility: true } as const

/** Whoever has the password may print and copy: it is theirs. Nobody has the one that would lift the lock. */
export async function lock(file: Attachment, userPassword: string): Promise<Uint8Array> {
  const pdf = await allPagesOf([file])
  const ownerPassword = randomBytes(32).toString('base64url')
  pdf.encrypt({ algorithm: 'AES-256', userPassword, ownerPassword, permissions: ALLOWED })
  return pdf.save({
    useObjectStreams: false,
    addDefaultPage: false,
    updateFieldAppearances: false,
    objectsPerTick: Number.POSITIVE_INFINITY,
  })
}
