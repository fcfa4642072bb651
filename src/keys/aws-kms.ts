import { DecryptCommand, GenerateDataKeyCommand, KMSClient, KMSServiceException } from '@aws-sdk/client-kms'
import { type KeyService, KeyServiceFailed } from './key-service.ts'

const TRIES = 3
const WITHIN_MS = 5_000

/**
 * AWS KMS, by the SDK's own credentials. The encryption context names the deployment: another one's file is refused by the service, and
 * its log says for which the key was asked.
 */
export function awsKms(keyArn: string, deployment: string): KeyService {
  const client = new KMSClient({ region: keyArn.split(':')[3] ?? '', maxAttempts: TRIES })
  const EncryptionContext = { application: 'frontdesk', deployment }

  return {
    async make() {
      const ask = new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext })
      const { Plaintext, CiphertextBlob } = await answered('to make a master key', client.send(ask, within()))
      if (!Plaintext || !CiphertextBlob) throw new KeyServiceFailed('MASTER_KEY_KMS: the key service answered without a key.')
      return { key: Buffer.from(Plaintext), sealed: Buffer.from(CiphertextBlob) }
    },
    async open(sealed) {
      const ask = new DecryptCommand({ KeyId: keyArn, CiphertextBlob: sealed, EncryptionContext })
      const { Plaintext } = await answered('to open the master key', client.send(ask, within()))
      if (!Plaintext) throw new KeyServiceFailed('MASTER_KEY_KMS: the key service answered without a key.')
      return Buffer.from(Plaintext)
    },
  }
}

const within = () => ({ abortSignal: AbortSignal.timeout(WITHIN_MS) })

async function answered<T>(what: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof KMSServiceException && error.$fault === 'client')
      throw new KeyServiceFailed(
        `MASTER_KEY_KMS: the key service refused ${what} (${error.name}). Check the key, its policy and BASE_DOMAIN.`,
      )
    throw new KeyServiceFailed(`MASTER_KEY_KMS: the key service could not be reached ${what}. Nothing was started.`)
  }
}
