import type { Files } from '../../files/index.ts'
import { invalid } from '../../kit/errors.ts'

const GB = 1024 ** 3
/** Of one bulk: each recipient’s document is kept, with the cover page that they got. */
const MOST_BYTES = 10 * GB
/** A cover page, its logo included. */
const COVER_BYTES = 60 * 1024
/** Left for everybody else on the machine: a full disk would stop every office. */
const SPARE_BYTES = 2 * GB

/** Throws AppError invalid when the documents of so many recipients are more than an office may keep of one bulk, or than there is room for. */
export async function checkRoom(
  files: Pick<Files, 'room'>,
  documents: readonly { readonly content: Uint8Array }[],
  recipients: number,
): Promise<void> {
  const each = documents.reduce((sum, { content }) => sum + content.length, COVER_BYTES)
  const bytes = each * recipients
  const instead = 'Make the files smaller, or send to fewer at a time.'
  if (bytes > MOST_BYTES)
    throw invalid({
      files: `Kept for each of ${recipients} recipients they come to ${inGb(bytes)}, and a bulk has at most 10 GB. ${instead}`,
    })
  if (bytes + SPARE_BYTES > (await files.room()))
    throw invalid({
      files: `Kept for each of ${recipients} recipients they come to ${inGb(bytes)}, and the server has no room for that now. ${instead}`,
    })
}

const inGb = (bytes: number): string => `${(bytes / GB).toLocaleString('en-US', { maximumFractionDigits: 1 })} GB`
