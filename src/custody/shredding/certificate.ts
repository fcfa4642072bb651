import type { KeyObject } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { isSignedBy, publicPem, signStatement } from '../../kit/signed.ts'
import type { DestroyedCopies, DestroyedTenant } from '../../tenancy/index.ts'

const Copies = Type.Object({
  place: Type.String(),
  state: Type.String(),
  removed: Type.Integer(),
  bytes: Type.Integer(),
  kept: Type.Integer(),
  keptUntil: Type.Union([Type.String(), Type.Null()]),
  goneAt: Type.Union([Type.String(), Type.Null()]),
})
const Body = Type.Object({
  title: Type.String(),
  office: Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() }),
  destroyedAt: Type.String(),
  destroyedBy: Type.String(),
  key: Type.Object({ id: Type.String(), method: Type.String() }),
  removed: Type.Object({ documents: Type.Integer(), files: Type.Integer(), bytes: Type.Integer(), manifestSha256: Type.String() }),
  /** Not in certificates of before they told of buckets. */
  copies: Type.Optional(Type.Array(Copies)),
  certifiedAt: Type.String(),
  statement: Type.String(),
  verifying: Type.String(),
  publicKey: Type.String(),
})
const Certificate = Type.Object({ certificate: Body, signature: Type.String({ minLength: 1 }) })
export type Certificate = Static<typeof Certificate>
const isCertificate = Compile(Certificate)

const METHOD =
  'The office’s random 256-bit key was kept only wrapped (AES-256-GCM) in the control database. It was overwritten with zeros, its row was deleted and its place on the page cleared, and the log of the file was emptied.'
const STATEMENT =
  'Every database page and every document of this office was encrypted under keys derived from the key named here, and under nothing else. That key was destroyed at the time given; the office’s directory, with its database, logs, documents and scratch copies, was then removed. Under "copies" stands what buckets had of it: how many objects, earlier versions included, were removed, since when none was found, and what a bucket does not let go of, until when if it says. Encrypted copies that remain there or elsewhere (backups, unlinked blocks of a disk) do not open without the key. A backup of the control database made before that time, and its replica for as far back as the bucket keeps it, still hold the key wrapped by the master key of its day: they must be left to expire, or that master key rotated and destroyed. Take-aways handed to the office, or keys anyone extracted before, are not covered.'
const VERIFYING =
  'The signature is Ed25519 over the UTF-8 bytes of the value of "certificate" as compact JSON, its members in the order written here. With jq and OpenSSL 3: jq -cj .certificate FILE > body; jq -r .signature FILE | base64 -d > sig; jq -r .certificate.publicKey FILE > key.pem; openssl pkeyutl -verify -rawin -pubin -inkey key.pem -in body -sigfile sig. Compare the public key with the one the operator published: frontdesk certificate key.'

/** Written again when a bucket has let go of more. */
export function writeCertificate(
  gone: DestroyedTenant,
  copies: readonly DestroyedCopies[],
  certifiedAt: Date,
  key: KeyObject,
): Certificate {
  const { id, slug, name, documents, files, bytes, manifestSha256 } = gone
  const certificate = {
    title: 'Certificate of destruction',
    office: { id, slug, name },
    destroyedAt: gone.destroyedAt.toISOString(),
    destroyedBy: gone.destroyedBy,
    key: { id: gone.keyId, method: METHOD },
    removed: { documents, files, bytes, manifestSha256 },
    copies: copies.map(copiesIn),
    certifiedAt: certifiedAt.toISOString(),
    statement: STATEMENT,
    verifying: VERIFYING,
    publicKey: publicPem(key),
  }
  return { certificate, signature: signStatement(certificate, key) }
}

function copiesIn({ place, removed, bytes, kept, keptUntil, goneAt }: DestroyedCopies): Static<typeof Copies> {
  const state = goneAt ? 'nothing is left there' : kept > 0 ? 'kept by the bucket' : 'being removed'
  return { place, state, removed, bytes, kept, keptUntil: keptUntil?.toISOString() ?? null, goneAt: goneAt?.toISOString() ?? null }
}

export type Verdict = 'ours' | 'another installation' | 'changed' | 'not a certificate'

/** Whether it is as it was signed, and by the key of this installation. */
export function verifyCertificate(text: string, ourPem: string): Verdict {
  const given = parsed(text)
  if (!isCertificate.Check(given)) return 'not a certificate'
  const { certificate, signature } = given
  if (!isSignedBy(certificate, signature, certificate.publicKey)) return 'changed'
  return certificate.publicKey === ourPem ? 'ours' : 'another installation'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
