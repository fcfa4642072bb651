import type { Documents } from '../documents/index.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Checked, checkReceipt, type Standing, standingHere } from './checking.ts'
import { INSIDE } from './sheet.ts'

export type Verified = { readonly checked: Checked; readonly standing: Standing | undefined }

/** A receipt as it was handed in: its JSON, or the PDF that has it inside. */
export async function verifyUpload(documents: Documents, office: Tenant, bytes: Uint8Array): Promise<Verified> {
  const inside = bytes[0] === PERCENT ? await documents.attached(office.id, bytes, INSIDE) : bytes
  return verifyText(office, inside ? new TextDecoder().decode(inside) : '')
}

export function verifyText(office: Tenant, text: string): Verified {
  const checked = checkReceipt(text)
  if (checked.verdict !== 'intact') return { checked, standing: undefined }
  return { checked, standing: office.read((tx) => standingHere(tx, checked.receipt, checked.fingerprint)) }
}

const PERCENT = '%'.charCodeAt(0)
