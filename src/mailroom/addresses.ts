import { parsePhone } from '../kit/phone.ts'

export type FaxAddress = { readonly slug: string; readonly to: string }

/** 5552010100@maple.fax.example, or maple+5552010100@fax.example where a wildcard of names cannot be had. */
export function parseFaxAddress(address: string, domain: string): FaxAddress | undefined {
  const at = address.lastIndexOf('@')
  const [local, host] = [address.slice(0, at), address.slice(at + 1).toLowerCase()]
  const [slug, number] =
    host === domain ? split(local) : host.endsWith(`.${domain}`) ? [host.slice(0, -domain.length - 1), local] : ['', '']
  const to = /^\+?[\d().-]{7,20}$/.test(number) ? parsePhone(number) : undefined
  return to && /^[a-z0-9-]{1,63}$/.test(slug) ? { slug, to } : undefined
}

function split(local: string): [string, string] {
  const at = local.indexOf('+')
  return at < 0 ? ['', ''] : [local.slice(0, at).toLowerCase(), local.slice(at + 1)]
}
