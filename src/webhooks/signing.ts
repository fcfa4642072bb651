import { createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { ed25519FromSeed } from '../kit/signed.ts'

/* Standard Webhooks 1.0.0: what is signed is id.timestamp.body; several signatures stand side by side. */

type Endpoint = { readonly id: string; readonly secretVersion: number; readonly previousUntil: Date | null }

const secretBytes = (tokenKey: Buffer, id: string, version: number): Buffer =>
  createHmac('sha256', tokenKey).update(`webhook ${id} ${version}`).digest()

/** What its owner puts into the program that listens: shown when it is made, and never again. */
export const secretOf = (tokenKey: Buffer, { id, secretVersion }: Pick<Endpoint, 'id' | 'secretVersion'>): string =>
  `whsec_${secretBytes(tokenKey, id, secretVersion).toString('base64')}`

/** The office's own key for endpoints that rather check with a public one. */
const officeKey = (tokenKey: Buffer): KeyObject => ed25519FromSeed(createHmac('sha256', tokenKey).update('webhooks').digest())
export const publicKeyOf = (tokenKey: Buffer): string =>
  `whpk_${createPublicKey(officeKey(tokenKey)).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`

export type Signed = { readonly 'webhook-id': string; readonly 'webhook-timestamp': string; readonly 'webhook-signature': string }

/** The time is that of the try, so that one who listens may refuse what is older than five minutes. */
export function signedHeaders(
  tokenKey: Buffer,
  endpoint: Endpoint,
  message: { readonly id: string; readonly body: string },
  now: Date,
): Signed {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const text = `${message.id}.${timestamp}.${message.body}`
  const versions = [endpoint.secretVersion, ...(endpoint.previousUntil && endpoint.previousUntil > now ? [endpoint.secretVersion - 1] : [])]
  const byHash = versions.map(
    (version) =>
      `v1,${createHmac('sha256', secretBytes(tokenKey, endpoint.id, version))
        .update(text)
        .digest('base64')}`,
  )
  const byKey = `v1a,${sign(null, Buffer.from(text), officeKey(tokenKey)).toString('base64')}`
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': [...byHash, byKey].join(' ') }
}
