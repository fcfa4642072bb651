import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TenantId } from './tenant.ts'
import { deriveKey, KEY, keyId, unwrap, wrap } from './wrapping.ts'

export type Purpose = 'database' | 'files' | 'tokens'
export type LastingPurpose = Exclude<Purpose, 'database'>
export type KeyRing = {
  /** A new tenant's random key, wrapped by the master key with the tenant's id as associated data. */
  newWrappedKey(id: TenantId): Buffer
  /** Throws when the wrapped key was changed, is another tenant's, or was wrapped by another master key. */
  derive(id: TenantId, wrapped: Buffer, purpose: Purpose): Buffer
  /** What one wrapped key gives for a purpose, or gave to an earlier one, sealed under another of the same tenant. */
  carry(id: TenantId, purpose: LastingPurpose, from: Buffer, to: Buffer, carried?: Buffer): Buffer
  /** What was carried to this wrapped key. Throws as `derive`. */
  recall(id: TenantId, purpose: LastingPurpose, wrapped: Buffer, carried: Buffer): Buffer
  /** Names a tenant's key without telling it. Throws as `derive`. */
  keyIdOf(id: TenantId, wrapped: Buffer): string
  /** Another secret of this installation, such as its signing key, under the master key. `open` throws as `derive`. */
  seal(owner: string, secret: Buffer): Buffer
  open(owner: string, sealed: Buffer): Buffer
  readonly masterId: string
  readonly controlKeyHex: string
}

/** A key file that a rotation has written but not yet put in its place. */
export const nextOf = (file: string) => `${file}.next`

/** `controlFile` holds the control database's key, wrapped by the master key, and is made when there is none. */
export function openKeyRing(options: { readonly masterKey: Buffer; readonly controlFile: string }): KeyRing {
  const { masterKey, controlFile } = options
  if (masterKey.length !== KEY) throw new Error('The master key must be 32 bytes.')
  if (existsSync(nextOf(controlFile))) throw new Error(INTERRUPTED)
  const open = (owner: string, sealed: Buffer) => unwrap([masterKey], sealed, owner)
  const derive = (id: TenantId, wrapped: Buffer, purpose: Purpose) => deriveKey(open(id, wrapped), purpose)
  const recall = (id: TenantId, purpose: LastingPurpose, wrapped: Buffer, carried: Buffer) =>
    unwrap([open(id, wrapped)], carried, `${id} ${purpose}`)
  if (!existsSync(controlFile)) writeDurably(controlFile, wrap(masterKey, randomBytes(KEY), 'control'))
  const controlKey = open('control', readFileSync(controlFile))
  return {
    newWrappedKey: (id) => wrap(masterKey, randomBytes(KEY), id),
    derive,
    carry: (id, purpose, from, to, carried) =>
      wrap(open(id, to), carried ? recall(id, purpose, from, carried) : derive(id, from, purpose), `${id} ${purpose}`),
    recall,
    keyIdOf: (id, wrapped) => keyId(open(id, wrapped)),
    seal: (owner, secret) => wrap(masterKey, secret, owner),
    open,
    masterId: keyId(masterKey),
    controlKeyHex: databaseKeyHex(controlKey),
  }
}

export const databaseKeyHex = (key: Buffer): string => deriveKey(key, 'database').toString('hex')

const INTERRUPTED =
  'A rotation of the master key was interrupted. Finish it: frontdesk keys rotate-master, with the same old and new key files as before.'

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
