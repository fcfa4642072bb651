import { pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Secret } from '../db/index.ts'
import { invalid } from '../kit/errors.ts'
import type { Form } from './manifest.ts'

const RAW = /^x'([0-9a-fA-F]{64})'$/
const SHORTEST = 15
const LONGEST = 1_000
const SALT = 16
/** What SQLCipher 4 makes of a passphrase, so that its files open under the passphrase itself. */
const ROUNDS = 256_000

/** The raw keys of an archive's two databases, each with the salt its file begins with. */
export type ArchiveKeys = { readonly office: string; readonly documents: string }
export const secretOf = (keyHex: string): Secret => `x'${keyHex}'`

/**
 * The passphrase itself is needed no longer, and kept nowhere: only these keys are, for as long as the archive is made. The open form has
 * keys of its own, for what lies on our disk on the way. Throws AppError invalid.
 */
export async function keysFor(form: Form, passphrase: string | undefined): Promise<ArchiveKeys> {
  const key = form === 'open' ? randomKey : deriving(checkSecret(passphrase))
  const [office, documents] = await Promise.all([key(randomBytes(SALT)), key(randomBytes(SALT))])
  return { office, documents }
}

const randomKey = async (salt: Buffer): Promise<string> => Buffer.concat([randomBytes(32), salt]).toString('hex')

const derive = promisify(pbkdf2)
const deriving =
  (secret: Secret) =>
  async (salt: Buffer): Promise<string> => {
    const raw = RAW.exec(secret)?.[1]
    const key = raw === undefined ? await derive(secret, salt, ROUNDS, 32, 'sha512') : Buffer.from(raw, 'hex')
    return Buffer.concat([key, salt]).toString('hex')
  }

/** What an archive is encrypted under leaves the building, so it must withstand guessing without end. Throws AppError invalid. */
export function checkSecret(text: string | undefined): Secret {
  const problem = problemOf(text ?? '')
  if (problem) throw invalid({ passphrase: problem })
  return text ?? ''
}

function problemOf(text: string): string | undefined {
  if (RAW.test(text)) return undefined
  if (text.includes('\0') || /^x'/.test(text)) return 'A raw key is written x’64 hex digits’ with straight quotes.'
  if (text.length > LONGEST) return `Choose a passphrase of at most ${LONGEST} characters.`
  return text.length < SHORTEST ? `Choose a passphrase of at least ${SHORTEST} characters, such as five words.` : undefined
}
