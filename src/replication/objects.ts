import { objectsListed, s3Connection } from '../kit/s3.ts'
import type { Bucket } from './places.ts'

export type Listed = { readonly name: string; readonly bytes: number; readonly etag: string }

/** Objects beside the replicas and of them. Each throws when the bucket does not answer in time, or refuses. */
export type Objects = {
  put(name: string, bytes: Uint8Array): Promise<void>
  /** undefined when there is none. With `last`, only so many bytes of its end. */
  get(name: string, last?: number): Promise<Buffer | undefined>
  remove(name: string): Promise<void>
  /** In the order of their names, those after `after`. */
  list(prefix: string, after?: string): Promise<Listed[]>
}

const WITHIN_MS = 15_000
const TRIES = 2

export function objectsIn(bucket: Bucket): Objects {
  const connect = s3Connection(bucket, TRIES)
  const at = (name: string) => ({ Bucket: bucket.name, Key: name })
  const within = () => ({ abortSignal: AbortSignal.timeout(WITHIN_MS) })

  return {
    async put(name, bytes) {
      const { sdk, client } = await connect()
      await client.send(new sdk.PutObjectCommand({ ...at(name), Body: bytes, ContentLength: bytes.length }), within())
    },
    async get(name, last) {
      const { sdk, client } = await connect()
      try {
        const part = last === undefined ? {} : { Range: `bytes=-${last}` }
        const { Body } = await client.send(new sdk.GetObjectCommand({ ...at(name), ...part }), within())
        return Body && Buffer.from(await Body.transformToByteArray())
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined
        throw error
      }
    },
    async remove(name) {
      const { sdk, client } = await connect()
      await client.send(new sdk.DeleteObjectCommand(at(name)), within())
    },
    async list(prefix, after) {
      const { sdk, client } = await connect()
      const found: Listed[] = []
      const where = { Bucket: bucket.name, Prefix: prefix, StartAfter: after }
      const page = (from: string | undefined) => client.send(new sdk.ListObjectsV2Command({ ...where, ContinuationToken: from }), within())
      for await (const { Key = '', Size = 0, ETag = '' } of objectsListed(page))
        found.push({ name: Key, bytes: Size, etag: ETag.replaceAll('"', '') })
      return found
    },
  }
}
