import { invalid } from '../kit/errors.ts'

/** Several times what mails that went through many hands have. */
const [MOST_BYTES, MOST_LINES, MOST_SIGNATURES] = [65_536, 1_000, 20]
const [LF, CR] = [0x0a, 0x0d]

/** Before anything takes a stranger's mail apart, which takes far more than its share of time for such as these. Throws AppError invalid. */
export function refuseOddShape(raw: Buffer): void {
  if (hasBareNewline(raw)) throw invalid({}, 'The mail has lines that do not end in CRLF, as the protocol wants.')
  const found = raw.indexOf('\r\n\r\n')
  const end = found < 0 ? raw.length : found
  const lines = end > MOST_BYTES ? [] : raw.toString('latin1', 0, end).split('\r\n')
  const signatures = lines.filter((line) => /^dkim-signature/i.test(line)).length
  if (end > MOST_BYTES || lines.length > MOST_LINES || signatures > MOST_SIGNATURES)
    throw invalid({}, 'The mail has more lines above its text than any mail needs. Send it anew instead of forwarding it.')
}

function hasBareNewline(raw: Buffer): boolean {
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) if (raw[at - 1] !== CR) return true
  return false
}
