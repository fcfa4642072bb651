import type { AddressObject, Attachment, ParsedMail } from 'mailparser'
import { invalid } from '../kit/errors.ts'
import { NAMING } from './authenticity.ts'

export type Letter = {
  readonly messageId: string
  readonly subject: string
  /** In small letters. */
  readonly names: Readonly<Record<(typeof NAMING)[number], ReadonlySet<string>>>
  /** Under names of ours: what people call a file may name a patient. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

const PDF = /^application\/(x-)?pdf$/
const TIFF = /^image\/tiff?$/
/** A signature covers one of each; a second could be put above it by anybody. */
const ONCE = ['from', ...NAMING, 'subject', 'message-id', 'content-type', 'content-transfer-encoding']

/** Throws AppError invalid, in words that quote nothing of the mail. */
export async function readLetter(raw: Buffer): Promise<Letter> {
  const { simpleParser } = await import('mailparser')
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true })
  if (!mail.messageId) throw invalid({}, 'The mail has no Message-ID, so a second copy of it could not be told from a second fax.')
  const keys = mail.headerLines.map(({ key }) => key)
  if (ONCE.some((key) => keys.indexOf(key) !== keys.lastIndexOf(key)))
    throw invalid({}, 'The mail has a line twice that a mail has once: From, To, Cc, Subject, Message-ID or Content-Type.')
  const { messageId, subject = '', to, cc, attachments } = mail
  return { messageId, subject: subject.trim(), names: { to: addressesIn(to), cc: addressesIn(cc) }, files: filesOf(attachments) }
}

const addressesIn = (list: ParsedMail['to']): ReadonlySet<string> =>
  new Set(
    [list].flat().flatMap((each: AddressObject | undefined) => each?.value.flatMap(({ address }) => address?.toLowerCase() ?? []) ?? []),
  )

/** What only decorates the text (a logo in a signature) goes nowhere. */
function filesOf(attachments: readonly Attachment[]): Letter['files'] {
  const meant = attachments.filter(({ related, contentType }) => !(related && contentType.startsWith('image/')))
  if (meant.length === 0) throw invalid({}, 'Nothing is attached. Attach what is to be faxed as a PDF or TIFF file.')
  return meant.map(({ contentType, filename, content }, at) => {
    const kind = kindOf(contentType, filename ?? '')
    if (!kind) throw invalid({}, `Attachment ${at + 1} is no PDF or TIFF file. Attach only what is to be faxed, as PDF or TIFF.`)
    return { name: `E-mail attachment ${at + 1}.${kind}`, bytes: content }
  })
}

/** By what the mail says; what is in it is looked at like any other upload. */
function kindOf(contentType: string, name: string): 'pdf' | 'tif' | undefined {
  if (PDF.test(contentType) || /\.pdf$/i.test(name)) return 'pdf'
  return TIFF.test(contentType) || /\.tiff?$/i.test(name) ? 'tif' : undefined
}
