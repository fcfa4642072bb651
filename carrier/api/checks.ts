import type { Complaint } from './answers.ts'

/** What a caller may put in POST /faxes; unknown until checked. */
export type Fields = Readonly<Record<string, unknown>>

const e164 = /^\+[1-9]\d{6,14}$/
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const displayName = /^[A-Za-z0-9 \-_~!.+]{1,128}$/
const qualities = ['normal', 'high', 'very_high', 'ultra_light', 'ultra_dark']

export function isE164(value: unknown): value is string {
  return typeof value === 'string' && e164.test(value)
}

/** Everything wrong with a request to send, in the carrier's codes. */
export function complaintsAbout(fields: Fields): Complaint[] {
  return [...required(fields), ...numbers(fields), ...media(fields), ...options(fields)]
}

function required(fields: Fields): Complaint[] {
  return ['connection_id', 'from', 'to'].filter((name) => isMissing(fields[name])).map((name) => missing(name))
}

function numbers(fields: Fields): Complaint[] {
  const { from, to } = fields
  const isSip = typeof to === 'string' && /^sips?:[^@\s]+@[^@\s]+$/i.test(to)
  const found: Complaint[] = []
  if (!isMissing(from) && !isE164(from)) found.push(notE164('from'))
  if (!isMissing(to) && !isE164(to) && !isSip) found.push(notE164('to'))
  return found
}

function media(fields: Fields): Complaint[] {
  const sources = ['media_url', 'media_name', 'contents'].filter((name) => !isMissing(fields[name]))
  if (sources.length === 0) return [missing('media_url')]
  if (sources.length > 1) return [invalid(sources[1] ?? '', `Only one of ${sources.join(', ')} can be given.`)]
  const url = fields['media_url']
  if (sources[0] === 'media_url' && !isUrl(url))
    return [invalid('media_url', 'The media_url must be an http or https URL of at most 2000 characters.')]
  if (sources[0] === 'media_name' && fields['store_media'] === true) {
    return [invalid('store_media', 'store_media cannot be used with media_name.')]
  }
  return []
}

function options(fields: Fields): Complaint[] {
  const { client_state: state, from_display_name: name, quality, black_threshold: threshold, webhook_url: webhook } = fields
  const found: Complaint[] = []
  if (!isMissing(state) && !(typeof state === 'string' && base64.test(state))) {
    found.push({
      code: '90017',
      title: 'Invalid client_state',
      detail: 'client_state must be a valid base64 encoded string.',
      pointer: '/client_state',
    })
  }
  if (!isMissing(quality) && !qualities.includes(String(quality))) {
    found.push({
      code: '10032',
      title: 'Invalid enumerated value',
      detail: `quality must be one of ${qualities.join(', ')}.`,
      pointer: '/quality',
    })
  }
  if (!isMissing(name) && !(typeof name === 'string' && displayName.test(name))) {
    found.push(invalid('from_display_name', 'from_display_name may have 128 letters, digits, spaces and -_~!.+'))
  }
  if (!isMissing(threshold) && !(Number.isInteger(threshold) && Number(threshold) >= 1 && Number(threshold) <= 100)) {
    found.push(invalid('black_threshold', 'black_threshold must be a whole number from 1 to 100.'))
  }
  if (!isMissing(webhook) && !isUrl(webhook)) found.push(invalid('webhook_url', 'webhook_url must be an http or https URL.'))
  return found
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 2_000 && /^https?:\/\//.test(value) && URL.canParse(value)
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

export function missing(name: string): Complaint {
  return { code: '10004', title: 'Missing required parameter', detail: `The '${name}' parameter is required.`, pointer: `/${name}` }
}

export function notE164(name: string): Complaint {
  return {
    code: '10016',
    title: 'Phone number must be in +E.164 format',
    detail: `The '${name}' parameter must be in E.164 format.`,
    pointer: `/${name}`,
  }
}

export function invalid(name: string, detail: string): Complaint {
  return { code: '10027', title: 'Unprocessable entity', detail, pointer: `/${name}` }
}
