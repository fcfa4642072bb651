import { hostOf } from './load.ts'
import type { Asked } from './spec.ts'

/** POST /api/faxes as a program sends it: one file, these recipients, no cover. */
export async function upload(
  office: { readonly slug: string; readonly key: string },
  port: number,
  file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> },
  to: readonly string[],
  fields: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const form = new FormData()
  for (const each of to) form.append('to', each)
  for (const [name, value] of Object.entries({ cover: 'false', ...fields })) form.set(name, value)
  form.set('files', new File([file.bytes], file.name, { type: 'application/pdf' }))
  const body = new Response(form)
  return {
    method: 'POST',
    path: '/api/faxes',
    headers: {
      host: hostOf(office.slug, port),
      authorization: `Bearer ${office.key}`,
      'content-type': body.headers.get('content-type') ?? '',
    },
    bodyBase64: Buffer.from(await body.arrayBuffer()).toString('base64'),
  }
}

/** Numbers that the local carrier delivers to: the last four digits from 0001 to 0021 misbehave. */
export const ordinaryNumber = (n: number): string =>
  `+1555${String(2_001_000 + (n % 9_000) + Math.floor(n / 9_000) * 10_000).padStart(7, '0')}`
