import type { Asked } from './spec.ts'

/** A request as it goes over the wire. */
export function wire({ method, path, headers, bodyBase64 }: Asked): Uint8Array {
  const body = Buffer.from(bodyBase64 ?? '', 'base64')
  const all = { ...headers, ...(method !== 'GET' && { 'content-length': String(body.length) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body])
}
