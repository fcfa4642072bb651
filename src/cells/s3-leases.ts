import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { type S3Address, s3Settings } from '../kit/s3.ts'
import type { LeaseStore } from './lease-store.ts'

const WITHIN_MS = 5_000
/** Another one was there, or came between. */
const NOT_AS_IT_WAS: ReadonlySet<number> = new Set([409, 412])

/** Conditional writes of S3. Asked once only: a lease is worth nothing late, and whoever holds it asks again by itself. */
export function s3Leases(bucket: S3Address): LeaseStore {
  const client = new S3Client(s3Settings(bucket, 1))
  const within = () => ({ abortSignal: AbortSignal.timeout(WITHIN_MS) })
  const at = (key: string) => ({ Bucket: bucket.name, Key: key })

  return {
    async get(key) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand(at(key)), within())
        if (!Body || !ETag) throw new Error('The bucket gave an object without its tag.')
        return { bytes: await Body.transformToByteArray(), tag: ETag }
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw error
      }
    },
    async put(key, bytes, ifTag) {
      const condition = ifTag === undefined ? { IfNoneMatch: '*' } : { IfMatch: ifTag }
      try {
        const { ETag } = await client.send(new PutObjectCommand({ ...at(key), Body: bytes, ...condition }), within())
        if (!ETag) throw new Error('The bucket took an object without telling its tag.')
        return ETag
      } catch (error) {
        // Gone since it was read: not as it was, either.
        if (NOT_AS_IT_WAS.has(statusOf(error) ?? 0) || (ifTag !== undefined && statusOf(error) === 404)) return undefined
        throw error
      }
    },
    replace: async (key, bytes) => void (await client.send(new PutObjectCommand({ ...at(key), Body: bytes }), within())),
    remove: async (key) => void (await client.send(new DeleteObjectCommand(at(key)), within())),
    async list(prefix) {
      const found = new Map<string, string>()
      for (let token: string | undefined; ; ) {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket.name, Prefix: prefix, ...(token && { ContinuationToken: token }) }),
          within(),
        )
        for (const { Key, ETag } of page.Contents ?? []) if (Key && ETag) found.set(Key, ETag)
        token = page.NextContinuationToken
        if (!token) return found
      }
    },
  }
}

const statusOf = (error: unknown): number | undefined => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined)
