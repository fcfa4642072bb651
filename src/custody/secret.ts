import type { Secret } from '../db/index.ts'
import { invalid } from '../kit/errors.ts'

const RAW = /^x'[0-9a-fA-F]{64}'$/
const SHORTEST = 15

/** What an archive is encrypted under leaves the building, so it must withstand guessing without end. Throws AppError invalid. */
export function checkSecret(text: string | undefined): Secret {
  const problem = problemOf(text ?? '')
  if (problem) throw invalid({ passphrase: problem })
  return text ?? ''
}

function problemOf(text: string): string | undefined {
  if (RAW.test(text)) return undefined
  if (text.includes('\0') || /^x'/.test(text)) return 'A raw key is written x’64 hex digits’ with straight quotes.'
  return text.length < SHORTEST ? `Choose a passphrase of at least ${SHORTEST} characters, such as five words.` : undefined
}
