import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TenantId } from './tenant.ts'

const NONCE = 12
const TAG = 16
const KEY = 32

export type Purpose = 'database' | 'files' | 'tokens'
export type KeyRing = {
  /** A new tenant's random key, wrapped by the master key with the tenant's id as associated data. */
  newWrappedKey(id: TenantId): Buffer
  /** Throws when the wrapped key was changed, is another tenant's, or was wrapped by another master key. */
  derive(id: TenantId, wrapped: Buffer, purpose: Purpose): Buffer
  readonly controlKeyHex: string
}

/** `file` holds the master key as 64 hex digits or base64 of 32 bytes; `controlFile` holds the control database's key, wrapped by it. */
export function openKeyRing(options: { readonly masterKey: Buffer; readonly controlFile: string }): KeyRing {
  const { masterKey, controlFile } = options
  if (masterKey.length !== KEY) throw new Error('The master key must be 32 bytes.')
  const wrapFor = (key: Buffer, owner: string) => wrap(masterKey, key, owner)
  if (!existsSync(controlFile)) writeDurably(controlFile, wrapFor(randomBytes(KEY), 'control'))
  const controlKey = unwrap(masterKey, readFileSync(controlFile), 'control')
  return {
    newWrappedKey: (id) => wrapFor(randomBytes(KEY), id),
    derive: (id, wrapped, purpose) => deriveKey(unwrap(masterKey, wrapped, id), purpose),
    controlKeyHex: deriveKey(controlKey, 'database').toString('hex'),
  }
}

export const deriveKey = (key: Buffer, purpose: string, length = KEY): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `frontdesk v1 ${purpose}`, length))

function wrap(master: Buffer, key: Buffer, owner: string): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()])
}

function unwrap(master: Buffer, wrapped: Buffer, owner: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, NONCE), { authTagLength: TAG })
    decipher.setAAD(Buffer.from(owner)).setAuthTag(wrapped.subarray(-TAG))
    return Buffer.concat([decipher.update(wrapped.subarray(NONCE, -TAG)), decipher.final()])
  } catch {
    throw new Error(`The wrapped key of ${owner} does not open: it was changed, or the master key is another one.`)
  }
}

/** Reads the master key, or makes one (mode 0600) where `create` allows it. */
export function loadMasterKey(path: string, create: boolean): Buffer {
  if (!existsSync(path)) {
    if (!create) throw new Error(`MASTER_KEY_FILE: there is no file at ${path}.`)
    writeDurably(path, Buffer.from(`${randomBytes(KEY).toString('hex')}\n`))
  }
  const text = readFileSync(path, 'utf8').trim()
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (key.length !== KEY) throw new Error('MASTER_KEY_FILE: it must hold 64 hex digits or the base64 of 32 bytes.')
  return key
}

/** A key cut off by a power cut would stop every later start, so its name appears only once its bytes are durable. Never replaces one. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  rmSync(`${path}.part`, { force: true })
  const file = openSync(`${path}.part`, 'wx', 0o600)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  linkSync(`${path}.part`, path)
  rmSync(`${path}.part`)
  syncDirectory(dirname(path))
}

/** A new name is durable only once its directory is. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

export const tenantDirectory = (dataDir: string, id: TenantId) => join(dataDir, id)
