import type { _Object, ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3'

/** Where a bucket of S3 is, and as whom. */
export type S3Address = {
  readonly name: string
  /** Empty for AWS. */
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Checksums are ours to give: stores that are not AWS refuse the ones the vendor's client would add. */
const s3Settings = ({ endpoint, region, accessKeyId, secretAccessKey }: S3Address, maxAttempts: number) =>
  ({
    region,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }) as const

export type S3Connection = { readonly sdk: typeof import('@aws-sdk/client-s3'); readonly client: S3Client }

/** The vendor's code is loaded when it is first used: without a bucket nobody needs it. */
export function s3Connection(address: S3Address, tries: number): () => Promise<S3Connection> {
  let connected: Promise<S3Connection> | undefined
  return () => {
    connected ??= import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: new sdk.S3Client(s3Settings(address, tries)) }))
    return connected
  }
}

/** Every object of a listing, which comes a thousand at a time. `ask` is given what to go on from. */
export async function* objectsListed(ask: (from: string | undefined) => Promise<ListObjectsV2CommandOutput>): AsyncGenerator<_Object> {
  let from: string | undefined
  do {
    const page = await ask(from)
    yield* page.Contents ?? []
    from = page.NextContinuationToken
  } while (from !== undefined)
}
