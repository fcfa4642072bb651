import type {
  DefaultRetention,
  DeleteMarkerEntry,
  ListObjectVersionsCommandOutput,
  ObjectLockRetentionMode,
  ServerSideEncryption,
  ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3'
import { objectsListed, type S3Address, type S3Connection, s3Connection } from '../kit/s3.ts'
import { type Bucket, type CopyFacts, Unreachable, type Version } from './bucket.ts'

export type S3Limits = {
  /** For an answer to begin, and between two parts of it. */
  readonly silenceMs: number
}

type Encryption = { readonly ServerSideEncryption: ServerSideEncryption; readonly SSEKMSKeyId?: string }
type Lock = { readonly mode: ObjectLockRetentionMode; readonly days: number }
type Setup = { readonly encryption: Encryption | undefined; readonly lock: Lock | undefined }
/** It has none, or could not be asked. */
type Nothing = undefined | 'untold'

const DAY_MS = 86_400_000

const TRIES = 2
/** A megabyte a second is slow, and not yet broken. */
const MS_A_MEGABYTE = 1_000

/** Any store that speaks S3. */
export function s3Bucket(config: S3Address, { silenceMs }: S3Limits = { silenceMs: 15_000 }): Bucket {
  let known: { readonly encryption: Encryption | Nothing; readonly lock: Lock | Nothing } | undefined
  const connect = s3Connection(config, TRIES)
  const at = (name: string) => ({ Bucket: config.name, Key: name })

  async function asking<T>(
    ask: (connection: S3Connection, within: { abortSignal: AbortSignal }) => Promise<T>,
    ms = silenceMs,
  ): Promise<T> {
    const connection = await connect()
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), ms)
    try {
      return await Promise.race([ask(connection, { abortSignal: patience.signal }), tooLong(patience.signal)])
    } catch (error) {
      throw troubleOf(error)
    } finally {
      clearTimeout(timer)
    }
  }

  /** What the bucket is set up for. One that says nothing of it is not asked for it, and never credited with it. */
  async function setUp(): Promise<Setup> {
    known ??= { encryption: await encryptionOf(), lock: await lockOf() }
    const { encryption, lock } = known
    if (encryption === 'untold' || lock === 'untold') known = undefined
    return { encryption: encryption === 'untold' ? undefined : encryption, lock: lock === 'untold' ? undefined : lock }
  }

  const encryptionOf = () =>
    asking(({ sdk, client }, within) => client.send(new sdk.GetBucketEncryptionCommand({ Bucket: config.name }), within)).then(
      ({ ServerSideEncryptionConfiguration: found }) => encryptionIn(found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault),
      untold,
    )

  const lockOf = () =>
    asking(({ sdk, client }, within) => client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket: config.name }), within)).then(
      ({ ObjectLockConfiguration: found }) => lockIn(found?.Rule?.DefaultRetention),
      untold,
    )

  const head = (name: string) => asking(({ sdk, client }, within) => client.send(new sdk.HeadObjectCommand(at(name)), within))

  /** Some stores keep what is locked by default without saying so of the object; asked for it by name, they say so or refuse. */
  async function lock(name: string, { mode, days }: Lock): Promise<void> {
    if ((await head(name)).ObjectLockMode) return
    const Retention = { Mode: mode, RetainUntilDate: new Date(Date.now() + days * DAY_MS) }
    const locked = asking(({ sdk, client }, within) => client.send(new sdk.PutObjectRetentionCommand({ ...at(name), Retention }), within))
    await locked.catch((error: unknown) => {
      if (!isNo(error)) throw error
    })
  }

  async function list(prefix: string): Promise<string[]> {
    const page = (from: string | undefined) =>
      asking(({ sdk, client }, within) =>
        client.send(new sdk.ListObjectsV2Command({ Bucket: config.name, Prefix: prefix, ContinuationToken: from }), within),
      )
    const names: string[] = []
    for await (const { Key } of objectsListed(page)) if (Key) names.push(Key)
    return names
  }

  const versionsFrom = (prefix: string, from: Marker): Promise<ListObjectVersionsCommandOutput | 'keeps none'> =>
    asking(({ sdk, client }, within) =>
      client.send(new sdk.ListObjectVersionsCommand({ Bucket: config.name, Prefix: prefix, ...from }), within),
    ).catch((error: unknown) => {
      if (error instanceof Unreachable && error.status === 501) return 'keeps none'
      throw error
    })

  return {
    async put(name, bytes, sha256) {
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64')
      const wish = await setUp()
      const object = { ...at(name), ...wish.encryption, Body: bytes, ContentLength: bytes.length, ChecksumSHA256 }
      const ms = silenceMs + (bytes.length / 1024 / 1024) * MS_A_MEGABYTE
      await asking(({ sdk, client }, within) => client.send(new sdk.PutObjectCommand(object), within), ms)
      if (wish.lock) await lock(name, wish.lock)
    },
    look: (name) =>
      orMissing(async () => {
        const { ContentLength, ServerSideEncryption, ObjectLockMode, ObjectLockRetainUntilDate } = await head(name)
        const facts: CopyFacts = {
          bytes: ContentLength ?? -1,
          encryption: ServerSideEncryption,
          lockedUntil: ObjectLockMode ? ObjectLockRetainUntilDate : undefined,
        }
        return facts
      }),
    read: (name) =>
      orMissing(async () => {
        const { Body } = await asking(({ sdk, client }, within) => client.send(new sdk.GetObjectCommand(at(name)), within))
        return parts(Body as AsyncIterable<Uint8Array> & { destroy?(): void }, silenceMs)
      }),
    list,
    async remove(name) {
      await asking(({ sdk, client }, within) => client.send(new sdk.DeleteObjectCommand(at(name)), within))
    },
    async listAll(prefix) {
      const all: Version[] = []
      let from: Marker | undefined = {}
      while (from) {
        const page = await versionsFrom(prefix, from)
        if (page === 'keeps none') return (await list(prefix)).map((name) => ({ name, version: undefined, bytes: 0 }))
        for (const { Key, VersionId, Size } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? []).map(sizeless)])
          if (Key) all.push({ name: Key, version: VersionId, bytes: Size ?? 0 })
        from = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined
      }
      return all
    },
    async removeForGood({ name, version }) {
      const object = { ...at(name), VersionId: version }
      try {
        await asking(({ sdk, client }, within) => client.send(new sdk.DeleteObjectCommand(object), within))
        return { is: 'removed' }
      } catch (error) {
        if (!isNo(error)) throw error
        const told = await asking(({ sdk, client }, within) => client.send(new sdk.HeadObjectCommand(object), within))
        return { is: 'kept', until: told.ObjectLockLegalHoldStatus === 'ON' ? undefined : told.ObjectLockRetainUntilDate }
      }
    },
  }
}

type Marker = { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined }
const sizeless = ({ Key, VersionId }: DeleteMarkerEntry) => ({ Key, VersionId, Size: 0 })

function encryptionIn(rule: ServerSideEncryptionByDefault | undefined): Encryption | undefined {
  if (!rule?.SSEAlgorithm) return undefined
  return { ServerSideEncryption: rule.SSEAlgorithm, ...(rule.KMSMasterKeyID && { SSEKMSKeyId: rule.KMSMasterKeyID }) }
}

function lockIn(rule: DefaultRetention | undefined): Lock | undefined {
  return rule?.Mode && { mode: rule.Mode, days: (rule.Days ?? 0) + (rule.Years ?? 0) * 365 }
}

const untold = (error: unknown): Nothing => (isNo(error) ? undefined : 'untold')

async function* parts(body: AsyncIterable<Uint8Array> & { destroy?(): void }, silenceMs: number): AsyncGenerator<Uint8Array> {
  const reader = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const timer = Promise.withResolvers<never>()
      const late = setTimeout(() => timer.reject(new Unreachable(SILENCE)), silenceMs)
      const next = await Promise.race([reader.next(), timer.promise])
        .catch((error: unknown) => {
          throw troubleOf(error)
        })
        .finally(() => clearTimeout(late))
      if (next.done) return
      yield next.value
    }
  } finally {
    body.destroy?.()
  }
}

async function orMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Unreachable && MISSING.has(error.because)) return undefined
    throw error
  }
}

const MISSING: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound'])
const SILENCE = 'no answer in time'

const tooLong = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Unreachable(SILENCE)), { once: true }))

/** Refusals have a name of S3; what never reached it has one of the network. */
function troubleOf(error: unknown): Unreachable {
  if (error instanceof Unreachable) return error
  const name = error instanceof Error ? ('code' in error && typeof error.code === 'string' ? error.code : error.name) : 'unknown'
  const status = typeof error === 'object' && error !== null && '$metadata' in error ? statusOf(error.$metadata) : undefined
  return new Unreachable(/^\w{1,60}$/.test(name) ? name : 'unknown', status)
}

const statusOf = (metadata: unknown) =>
  typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined

/** That it has no such thing, or does not tell us: as it stays. */
const isNo = (error: unknown) =>
  error instanceof Unreachable && error.status !== undefined && ((error.status >= 400 && error.status < 500) || error.status === 501)
