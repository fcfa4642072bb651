import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

type Context = Readonly<Record<string, string>>
type Asked = { readonly CiphertextBlob?: string; readonly EncryptionContext?: Context; readonly KeyId?: string }

export const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

/** What AWS KMS does with a data key, over its own wire: real AES-GCM under a key that never leaves it, with the context as associated data. */
export function startKeyService() {
  const own = randomBytes(32)
  const made: Buffer[] = []
  const calls: { readonly action: string; readonly context: Context | undefined }[] = []
  let refusal: string | undefined

  function seal(key: Buffer, context: Context): Buffer {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', own, nonce).setAAD(Buffer.from(JSON.stringify(context)))
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
  }

  function open(sealed: Buffer, context: Context): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', own, sealed.subarray(0, 12)).setAAD(Buffer.from(JSON.stringify(context)))
    decipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
  }

  function answer(action: string, { CiphertextBlob = '', EncryptionContext = {}, KeyId }: Asked): object {
    if (action === 'Decrypt') {
      const plain = open(Buffer.from(CiphertextBlob, 'base64'), EncryptionContext)
      return { KeyId, Plaintext: plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
    }
    const key = randomBytes(32)
    made.push(key)
    return { KeyId, Plaintext: key.toString('base64'), CiphertextBlob: seal(key, EncryptionContext).toString('base64') }
  }

  const refused = (type: string) =>
    Response.json(
      { __type: type, message: 'refused' },
      { status: 400, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type } },
    )

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const action = request.headers.get('x-amz-target')?.split('.')[1] ?? ''
      const asked = (await request.json()) as Asked
      calls.push({ action, context: asked.EncryptionContext })
      if (refusal) return refused(refusal)
      try {
        return Response.json(answer(action, asked), { headers: { 'content-type': 'application/x-amz-json-1.1' } })
      } catch {
        return refused('InvalidCiphertextException')
      }
    },
  })
  return {
    env: {
      MASTER_KEY_KMS: KEY_ARN,
      AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${server.port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    made,
    calls,
    refuse: (with_: string | undefined) => {
      refusal = with_
    },
    stop: () => server.stop(true),
    [Symbol.dispose]: () => void server.stop(true),
  }
}
