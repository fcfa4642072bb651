/** Where a bucket of S3 is, and as whom. */
export type S3Address = {
  readonly name: string
  /** Empty for AWS. */
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** For the vendor's client. Checksums are ours to give: stores that are not AWS refuse the ones it would add. */
export const s3Settings = ({ endpoint, region, accessKeyId, secretAccessKey }: S3Address, maxAttempts: number) =>
  ({
    region,
    ...(endpoint && { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }) as const
