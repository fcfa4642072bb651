/** Seals the master key and opens it again, outside this machine: what lies in our file is worth nothing without it. */
export type KeyService = {
  /** A new key, and the same one sealed. Throws KeyServiceFailed. */
  make(): Promise<{ readonly key: Buffer; readonly sealed: Buffer }>
  /** Throws KeyServiceFailed. */
  open(sealed: Buffer): Promise<Buffer>
}

/** In words for the operator; names what was asked for, never a key. */
export class KeyServiceFailed extends Error {
  override readonly name = 'KeyServiceFailed'
}
