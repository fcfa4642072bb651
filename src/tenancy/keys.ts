import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createMasters, type Masters } from './masters.ts'
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

/** `controlFile` holds the control database's key, wrapped by the master key, and is made when there is none. */
export function openKeyRing({ controlFile, ...options }: KeyRingOptions): KeyRing {
  const masters = 'masters' in options ? options.masters : createMasters([options.masterKey])
  const open = (owner: string, sealed: Buffer) => unwrap(masters.all, sealed, owner)
  const derive = (id: TenantId, wrapped: Buffer, purpose: Purpose) => deriveKey(open(id, wrapped), purpose)
  const recall = (id: TenantId, purpose: LastingPurpose, wrapped: Buffer, carried: Buffer) =>
    unwrap([open(id, wrapped)], carried, `${id} ${purpose}`)
  if (!existsSync(controlFile)) writeDurably(controlFile, wrap(masters.current, randomBytes(KEY), 'control'))
  const controlKey = open('control', readFileSync(controlFile))
  return {
    newWrappedKey: (id) => wrap(masters.current, randomBytes(KEY), id),
    derive,
    carry: (id, purpose, from, to, carried) =>
      wrap(open(id, to), carried ? recall(id, purpose, from, carried) : derive(id, from, purpose), `${id} ${purpose}`),
    recall,
    keyIdOf: (id, wrapped) => keyId(open(id, wrapped)),
    seal: (owner, secret) => wrap(masters.current, secret, owner),
    open,
    get masterId() {
      return keyId(masters.current)
    },
    controlKeyHex: databaseKeyHex(controlKey),
  }
}

type KeyRingOptions = { readonly controlFile: string } & ({ readonly masterKey: Buffer } | { readonly masters: Masters })

export const databaseKeyHex = (key: Buffer): string => deriveKey(key, 'database').toString('hex')

/** A key cut off by a power cut would stop every later start, so its name appears only once its bytes are durable. Never replaces one. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  writePart(path, bytes)
  linkSync(`${path}.part`, path)
  rmSync(`${path}.part`)
  syncDirectory(dirname(path))
}

/** The same where one may be: whoever reads finds the last or this one, whole. */
export function replaceDurably(path: string, bytes: Uint8Array): void {
  writePart(path, bytes)
  renameSync(`${path}.part`, path)
  syncDirectory(dirname(path))
}

function writePart(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  rmSync(`${path}.part`, { force: true })
  const file = openSync(`${path}.part`, 'wx', 0o600)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
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
