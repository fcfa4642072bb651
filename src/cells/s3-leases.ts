import { objectsListed, type S3Address, s3Connection } from '../kit/s3.ts'
import type { LeaseStore } from './lease-store.ts'

const WITHIN_MS = 5_000
/** Another one was there, or came between. */
const NOT_AS_IT_WAS: ReadonlySet<number> = new Set([409, 412])

/** Conditional writes of S3. Asked once only: a lease is worth nothing late, and whoever holds it asks again by itself. */
export function s3Leases(bucket: S3Address): LeaseStore {
  const connect = s3Connection(bucket, 1)
  const within = () => ({ abortSignal: AbortSignal.timeout(WITHIN_MS) })
  const at = (key: string) => ({ Bucket: bucket.name, Key: key })

  return {
    async get(key) {
      const { sdk, client } = await connect()
      try {
        const { Body, ETag } = await client.send(new sdk.GetObjectCommand(at(key)), within())
        if (!Body || !ETag) throw new Error('The bucket gave an object without its tag.')
        return { bytes: await Body.transformToByteArray(), tag: ETag }
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw error
      }
    },
    async put(key, bytes, ifTag) {
      const condition = ifTag === undefined ? { IfNoneMatch: '*' } : { IfMatch: ifTag }
      const { sdk, client } = await connect()
      try {
        const { ETag } = await client.send(new sdk.PutObjectCommand({ ...at(key), Body: bytes, ...condition }), within())
        if (!ETag) throw new Error('The bucket took an object without telling its tag.')
        return ETag
      } catch (error) {
        // Gone since it was read: not as it was, either.
        if (NOT_AS_IT_WAS.has(statusOf(error) ?? 0) || (ifTag !== undefined && statusOf(error) === 404)) return undefined
        throw error
      }
    },
    async replace(key, bytes) {
      const { sdk, client } = await connect()
      await client.send(new sdk.PutObjectCommand({ ...at(key), Body: bytes }), within())
    },
    async remove(key) {
      const { sdk, client } = await connect()
      await client.send(new sdk.DeleteObjectCommand(at(key)), within())
    },
    async list(prefix) {
      const { sdk, client } = await connect()
      const found = new Map<string, string>()
      const page = (from: string | undefined) =>
        client.send(new sdk.ListObjectsV2Command({ Bucket: bucket.name, Prefix: prefix, ContinuationToken: from }), within())
      for await (const { Key, ETag } of objectsListed(page)) if (Key && ETag) found.set(Key, ETag)
      return found
    },
  }
}

/** The SDK's own errors carry the answer they came with. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
}
