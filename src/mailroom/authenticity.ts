import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { AuthenticateResult } from 'mailauth'

/** DNS, as mailauth asks it; tests bring their own. */
export type Resolver = (name: string, type: string) => Promise<unknown>
export type Envelope = { readonly ip: string; readonly helo: string; readonly from: string }
const SLICE = 65_536

export const NAMING = ['to', 'cc'] as const
/**
 * What the domain vouches for beside the author: where it was sent to now (it came from there), or whom these lines name (they are
 * signed). Of neither: somebody who was sent it could hand it in again, for another number or a second time.
 */
export type Vouched = { readonly from: string; readonly sentNow: boolean; readonly signed: readonly (typeof NAMING)[number][] }

/**
 * Whom a mail is from, if the domain of its From line vouches for it: by a signature over all of it (DKIM), or because it comes from where
 * that domain sends from (SPF). Undefined for any other, and for what the domain itself wants refused (DMARC).
 */
export async function vouchedFor(raw: Buffer, { ip, helo, from }: Envelope, resolver: Resolver | undefined): Promise<Vouched | undefined> {
  // Read with the first mail: it is a large library.
  const { authenticate } = await import('mailauth')
  const options = { ip, helo, sender: from, mta: 'frontdesk', disableArc: true, disableBimi: true }
  const { dkim, spf, dmarc } = await authenticate(Readable.from(inSlices(raw)), {
    ...options,
    ...(resolver && { resolver: resolver as never }),
  })
  const [author, ...more] = dkim.headerFrom ?? []
  if (!author || more.length > 0) return undefined
  if (dmarc !== false && dmarc.status.result === 'fail') return undefined
  const domain = author.slice(author.lastIndexOf('@') + 1).toLowerCase()
  if (spf !== false && spf.status.result === 'pass' && isWithin(domainOf(from), domain))
    return { from: author.toLowerCase(), sentNow: true, signed: [] }
  const signed = dkim.results.find(({ status }) => status.result === 'pass' && status.aligned && !status.underSized)
  return signed && { from: author.toLowerCase(), sentNow: false, signed: namingLinesIn(signed) }
}

type Signed = AuthenticateResult['dkim']['results'][number]

function namingLinesIn(signed: Signed): Vouched['signed'] {
  const keys = String((signed as { signingHeaders?: { keys?: string } }).signingHeaders?.keys ?? '')
    .toLowerCase()
    .split(/[\s:]+/)
  const tells = ['from', 'to', 'message-id'].every((key) => keys.includes(key))
  return tells ? NAMING.filter((key) => keys.includes(key)) : []
}

/** Others are answered between two of them: nobody is known yet who makes us read so much. */
async function* inSlices(raw: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < raw.length; at += SLICE) {
    yield raw.subarray(at, at + SLICE)
    await setImmediate()
  }
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
const isWithin = (domain: string, of: string) => domain === of || domain.endsWith(`.${of}`)
