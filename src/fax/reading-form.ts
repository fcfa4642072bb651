import type { Static } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { atOffice } from '../kit/dates.ts'
import { AppError, invalid } from '../kit/errors.ts'
import { getOffice } from '../office/index.ts'
import type { Tenant } from '../tenancy/index.ts'
import { NewFax } from './api.schema.ts'
import type { Upload } from './material.ts'
import { type PageWish, readWish } from './page-plan.ts'
import type { Submission } from './submitting.ts'

export type Read = {
  readonly input: Submission
  readonly uploads: readonly Upload[]
  /** Which of their pages, when it is not all of them as they are. */
  readonly pages?: readonly PageWish[] | undefined
  readonly intent: string | undefined
  readonly sendAtTyped: string
  /** What a person said on the page that they looked at. */
  readonly looked: readonly string[]
  /** A received fax that goes along, before the files. */
  readonly received?: string | undefined
}

/**
 * The routes' own reader of bodies: Elysia's turns a field that looks like JSON into an object, and a note may look like anything.
 * What it cannot read, and what it throws, is answered as a request that could not be read.
 */
export async function readBody({ request }: { readonly request: Request }): Promise<FormData | { readonly json: unknown }> {
  const type = request.headers.get('content-type') ?? ''
  if (type.startsWith('multipart/form-data')) return (await request.formData()) as FormData
  if (type.startsWith('application/json')) return { json: await request.json() }
  throw new AppError('unsupported_type', 'Send the body as multipart/form-data or application/json.')
}

/** A misspelled field must not be a fax that goes at once, or without its cover. Throws AppError invalid. */
export function checkFields(form: FormData): void {
  const unknown = [...form.keys()].find((name) => !FIELDS.has(name))
  if (unknown !== undefined) throw invalid({ body: `There is a field this request does not have. It has ${[...FIELDS].join(', ')}.` })
}

export async function readSubmission(tenant: Tenant, body: unknown): Promise<Read> {
  const zone = tenant.read((tx) => getOffice(tx).timeZone)
  if (body instanceof FormData) return readForm(body, zone)
  return readJson(checkJson(typeof body === 'object' && body !== null && 'json' in body ? body.json : undefined), zone)
}

/** The last ones are the page's own. */
const FIELDS: ReadonlySet<string> = new Set([
  'to',
  'files',
  'pages',
  'cover',
  'template',
  'subject',
  'note',
  'from',
  'sendAt',
  'received',
  'intent',
  'looked',
  'known',
  'tick',
  'act',
  'again',
  'whom',
  'q',
])

/** A multipart body, from the page or a program. Times without an offset are read off the office's clock. */
async function readForm(form: FormData, zone: string): Promise<Read> {
  checkFields(form)
  const texts = (name: string) => form.getAll(name).filter((each): each is string => typeof each === 'string')
  const text = (name: string) => texts(name).at(-1) ?? ''
  const uploads = await uploadsIn(form)
  const input = {
    to: texts('to'),
    ...readCover(text('cover'), text('template'), form.has('intent')),
    subject: text('subject'),
    note: text('note'),
    from: text('from') || undefined,
    sendAt: readTime(text('sendAt'), zone),
  }
  return {
    input,
    uploads,
    pages: form.has('pages') ? texts('pages').map(readWish) : undefined,
    intent: text('intent') || undefined,
    sendAtTyped: text('sendAt'),
    looked: texts('looked'),
    received: text('received') || undefined,
  }
}

/** A browser posts an empty part without a name when no file was chosen; Bun then leaves `name` undefined. */
export function uploadsIn(form: FormData): Promise<Upload[]> {
  const files = form.getAll('files').filter((each): each is File => each instanceof File && (each.size > 0 || Boolean(each.name)))
  return Promise.all(files.map(async (file) => ({ name: file.name || 'file', bytes: new Uint8Array(await file.arrayBuffer()) })))
}

/** Which one, empty for the default. */
type CoverRead = { readonly cover: boolean; readonly template: string }

/** A page's unticked box is not posted at all; a program that says nothing gets the cover. */
export function readCover(value: string, template: string, fromPage: boolean): CoverRead {
  if (value === '') return { cover: !fromPage, template }
  if (/^(off|false|0|no)$/i.test(value)) return { cover: false, template }
  return { cover: true, template: /^(on|true|1|yes)$/i.test(value) ? template : value }
}

/** Of a program: yes, no, or which. */
export const coverIn = (cover: boolean | string | undefined): CoverRead =>
  typeof cover === 'string' ? { cover: true, template: cover } : { cover: cover ?? true, template: '' }

export function readTime(text: string, zone: string): Date | undefined {
  if (text === '') return undefined
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)
  const at = local ? atOffice(text, zone) : new Date(text)
  if (Number.isNaN(at.getTime()))
    throw invalid({ sendAt: 'Write the time as 2026-03-02T09:30, or with an offset as 2026-03-02T09:30:00-05:00.' })
  return at
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Throws AppError invalid. */
export function decoded({ name, base64 }: { readonly name: string; readonly base64: string }, index: number): Upload {
  if (!BASE64.test(base64)) throw invalid({ [`files.${index}.base64`]: 'This is not base64.' })
  return { name, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }
}

function readJson(body: Static<typeof NewFax>, zone: string): Read {
  const uploads = (body.files ?? []).map(decoded)
  const input = {
    to: typeof body.to === 'string' ? [body.to] : body.to,
    ...coverIn(body.cover),
    subject: body.subject ?? '',
    note: body.note ?? '',
    from: body.from,
    sendAt: readTime(body.sendAt ?? '', zone),
  }
  const pages = body.pages?.map(({ file, page, turn = 0 }) => ({ file, page, turn }))
  return { input, uploads, pages, intent: undefined, sendAtTyped: '', looked: [], received: body.received }
}

const newFax = TypeCompiler.Compile(NewFax)

/** Says which known field is wrong, never what was in it. */
function checkJson(body: unknown): Static<typeof NewFax> {
  if (newFax.Check(body)) return body
  const fields: Record<string, string> = {}
  for (const { path, message } of newFax.Errors(body)) {
    const field = path.split('/').filter(Boolean).join('.')
    fields[
      /^(to|files|cover|subject|note|from|sendAt|received|pages)(\.\d+)?(\.(name|contentType|base64|file|page|turn))?$/.test(field)
        ? field
        : 'body'
    ] ??= message
  }
  throw invalid(fields, 'Check what was sent.')
}
