import type { AddressObject, Attachment, ParsedMail } from 'mailparser'
import { invalid } from '../kit/errors.ts'

export type Letter = {
  readonly messageId: string
  readonly subject: string
  /** Who stands in To and Cc, in small letters. */
  readonly to: ReadonlySet<string>
  /** Under names of ours: what people call a file may name a patient. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

const PDF = /^application\/(x-)?pdf$/
const TIFF = /^image\/tiff?$/

/** Throws AppError invalid, in words that quote nothing of the mail. */
export async function readLetter(raw: Buffer): Promise<Letter> {
  const { simpleParser } = await import('mailparser')
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true })
  if (!mail.messageId) throw invalid({}, 'The mail has no Message-ID, so a second copy of it could not be told from a second fax.')
  return { messageId: mail.messageId, subject: (mail.subject ?? '').trim(), to: recipientsOf(mail), files: filesOf(mail.attachments) }
}

const recipientsOf = ({ to, cc }: ParsedMail): ReadonlySet<string> =>
  new Set(
    [to, cc].flat().flatMap((list: AddressObject | undefined) => list?.value.flatMap(({ address }) => address?.toLowerCase() ?? []) ?? []),
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
