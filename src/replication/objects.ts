import { s3Settings } from '../kit/s3.ts'
import type { Bucket } from './places.ts'

/** Small objects beside the replicas. Throws when the bucket does not answer or refuses. */
export type Objects = {
  put(name: string, bytes: Uint8Array): Promise<void>
  /** undefined when there is none. */
  get(name: string): Promise<Buffer | undefined>
}

const WITHIN_MS = 15_000
const TRIES = 2

/** The vendor's code is loaded when it is first used: without replication nobody needs it. */
export function objectsIn(bucket: Bucket): Objects {
  const connecting = () => import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: new sdk.S3Client(s3Settings(bucket, TRIES)) }))
  let connected: ReturnType<typeof connecting> | undefined
  const connect = () => {
    connected ??= connecting()
    return connected
  }
  const at = (name: string) => ({ Bucket: bucket.name, Key: name })
  const within = () => ({ abortSignal: AbortSignal.timeout(WITHIN_MS) })

  return {
    async put(name, bytes) {
      const { sdk, client } = await connect()
      await client.send(new sdk.PutObjectCommand({ ...at(name), Body: bytes, ContentLength: bytes.length }), within())
    },
    async get(name) {
      const { sdk, client } = await connect()
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand(at(name)), within())
        return Body && Buffer.from(await Body.transformToByteArray())
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined
        throw error
      }
    },
  }
}
