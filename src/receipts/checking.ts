import { createHash } from 'node:crypto'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { type EntryProof, isInTrail, isUnbroken } from '../audit/index.ts'
import { isSignedBy } from '../kit/signed.ts'
import type { Tx } from '../tenancy/index.ts'
import { fingerprintOf, hasSignedWith } from './signing-key.ts'
import { Receipt, type Statement } from './statement.ts'

const isReceipt = TypeCompiler.Compile(Receipt)

export type Checked =
  | { readonly verdict: 'not_a_receipt' }
  /** `intact`: as it was signed, by whoever holds the key it names. */
  | {
      readonly verdict: 'intact' | 'changed'
      readonly receipt: Statement
      readonly fingerprint: string
      /** Whether the document that was given is the one it speaks of; undefined when none was given. */
      readonly sameDocument: boolean | undefined
    }

/** Needs nothing but the receipt, and the document if that is to be compared. */
export function checkReceipt(text: string, document?: Uint8Array): Checked {
  const given = parsed(text)
  if (!isReceipt.Check(given)) return { verdict: 'not_a_receipt' }
  const { receipt, signature } = given
  const genuine = isSignedBy(receipt, signature, receipt.publicKey)
  const sameDocument = document && receipt.fax.sha256 === createHash('sha256').update(document).digest('hex')
  return {
    verdict: genuine && entriesOf(receipt).every(isUnbroken) ? 'intact' : 'changed',
    receipt,
    fingerprint: genuine ? fingerprintOf(receipt.publicKey) : '',
    sameDocument,
  }
}

/** `ours`: this office signed it and its trail still has every entry. `trail_differs`: it did, and the trail has not. */
export type Standing = 'ours' | 'another_office' | 'trail_differs'

/** What the office itself knows of a receipt that is intact. */
export function standingHere(tx: Tx, receipt: Statement, fingerprint: string): Standing {
  if (receipt.office.id !== tx.tenantId || !hasSignedWith(tx, fingerprint)) return 'another_office'
  return entriesOf(receipt).every((entry) => isInTrail(tx, entry)) ? 'ours' : 'trail_differs'
}

const entriesOf = ({ fax, recipients }: Statement): EntryProof[] => [fax.entry, ...recipients.flatMap(({ entry }) => entry ?? [])]

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
