import type { Bucket } from './places.ts'

/** Small objects beside the replicas. Throws when the bucket does not answer or refuses. */
export type Objects = {
  put(name: string, bytes: Uint8Array): Promise<void>
  /** undefined when there is none. */
  get(name: string): Promise<Buffer | undefined>
}

export function objectsIn({ name: bucket, endpoint, region, accessKeyId, secretAccessKey }: Bucket): Objects {
  const client = new Bun.S3Client({ bucket, region, accessKeyId, secretAccessKey, ...(endpoint && { endpoint }) })
  return {
    async put(name, bytes) {
      await client.write(name, bytes)
    },
    async get(name) {
      try {
        return Buffer.from(await client.file(name).bytes())
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'NoSuchKey') return undefined
        throw error
      }
    },
  }
}
