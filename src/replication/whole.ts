import type { Bucket } from './places.ts'

export type WholeDeps = { readonly program: string; readonly bucket: Bucket; readonly keySocket: string }

const WITHIN_MS = 15 * 60_000

/** The replicator run once for one file: it ships what is new, then all of it in one. It asks for the key as the other one does. */
export async function copyWhole({ program, bucket, keySocket }: WholeDeps, path: string, url: string): Promise<boolean> {
  const child = Bun.spawn([program, 'replicate', '-once', '-force-snapshot', path, url], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    env: {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: bucket.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey,
      FRONTDESK_KEY_SOCKET: keySocket,
    },
    timeout: WITHIN_MS,
  })
  return (await child.exited) === 0
}
