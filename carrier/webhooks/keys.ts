import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

export interface Keys {
  /** base64 of the 32 raw bytes, as the portal shows it. */
  readonly publicKey: string
  sign(timestamp: string, body: string): string
}

export function loadKeys(file: string | null): Keys {
  const key = file && existsSync(file) ? createPrivateKey(readFileSync(file)) : generateKeyPairSync('ed25519').privateKey
  if (file && !existsSync(file)) writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  return {
    publicKey: rawPublicKey(key).toString('base64'),
    sign: (timestamp, body) => sign(null, Buffer.from(`${timestamp}|${body}`), key).toString('base64'),
  }
}

function rawPublicKey(key: KeyObject): Buffer {
  // The SPKI form of an ed25519 key is a fixed 12-byte header and then the key itself.
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32)
}
