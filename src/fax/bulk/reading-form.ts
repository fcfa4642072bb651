import { type Static, Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { decodeText, type TagId } from '../../contacts/index.ts'
import { invalid } from '../../kit/errors.ts'
import { CoverWish, EXAMPLE_FILE } from '../api.schema.ts'
import type { Upload } from '../material.ts'
import { coverIn, readCover } from '../reading-form.ts'
import type { Wanted } from './drafting.ts'

export const NewBulk = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 200, description: 'How the office knows it; the subject unless said otherwise.' })),
    tag: Type.Optional(Type.String({ maxLength: 64, description: 'Everybody with this tag of the address book. Either this or a list.' })),
    list: Type.Optional(
      Type.String({
        description:
          'Lines such as "Oak Pharmacy <+15552010100>", or a CSV table whose first row names its columns: each of them is a field.',
      }),
    ),
    faxColumn: Type.Optional(
      Type.String({ maxLength: 200, description: 'Which column of the table has the fax numbers, where its name does not say so.' }),
    ),
    files: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 200 }),
          contentType: Type.Optional(Type.String({ maxLength: 100 })),
          base64: Type.String(),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 5, description: 'The same for all.' },
    ),
    cover: CoverWish,
    subject: Type.Optional(
      Type.String({ maxLength: 120, description: 'May hold fields such as {{name}}, {{organization}} or {{Reference}}.' }),
    ),
    note: Type.Optional(Type.String({ maxLength: 2_000, description: 'May hold fields, too.' })),
    from: Type.Optional(Type.String({ maxLength: 40, description: 'One of the office’s own numbers.' })),
    perMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 600, description: 'At most so many begin in a minute.' })),
    officeHours: Type.Optional(Type.Boolean({ description: 'Calls are made only while the office is open.' })),
    repeats: Type.Optional(Type.Boolean({ description: 'Who got the same files within the office’s time gets them again.' })),
    start: Type.Optional(Type.Boolean({ description: 'Starts it at once. Without it this is a dry run: nothing is queued.' })),
    looked: Type.Optional(
      Type.Boolean({ description: 'With `start`, of a person: that they looked at the numbers in doubt. A program is not asked.' }),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      { list: 'Oak Pharmacy <+15550100001>\nElm Clinic <+15550100011>', files: [EXAMPLE_FILE], subject: 'New hours for {{name}}' },
    ],
  },
)

/** As it was typed, to be shown again. */
export type Typed = {
  readonly name: string
  readonly tag: string
  readonly list: string
  readonly faxColumn: string
  readonly cover: boolean
  readonly template: string
  readonly subject: string
  readonly note: string
  readonly from: string
  readonly perMinute: string
  readonly officeHours: boolean
  readonly repeats: boolean
}
export type ReadBulk = {
  readonly wanted: Wanted
  readonly uploads: readonly Upload[]
  readonly start: boolean
  readonly looked: boolean
  readonly intent: string | undefined
  readonly typed: Typed
}

const newBulk = TypeCompiler.Compile(NewBulk)

/** A multipart body, from the page or a program, or JSON. Throws AppError invalid by field. */
export async function readBulk(body: unknown): Promise<ReadBulk> {
  if (body instanceof FormData) return readForm(body)
  return readJson(checkJson(typeof body === 'object' && body !== null && 'json' in body ? body.json : undefined))
}

/** The last is the page's own. */
const FIELDS: ReadonlySet<string> = new Set([...Object.keys(NewBulk.properties), 'template', 'listFile', 'intent'])
const isFile = (each: unknown): each is File => each instanceof File && (each.size > 0 || Boolean(each.name))

async function readForm(form: FormData): Promise<ReadBulk> {
  if ([...form.keys()].some((name) => !FIELDS.has(name)))
    throw invalid({ body: `There is a field this request does not have. It has ${[...FIELDS].join(', ')}.` })
  const text = (name: string) => form.getAll(name).findLast((each): each is string => typeof each === 'string') ?? ''
  const fromPage = form.has('intent')
  const isOn = (name: string, otherwise: boolean) => (text(name) === '' ? otherwise : !/^(off|false|0|no)$/i.test(text(name)))
  const typed: Typed = {
    name: text('name'),
    tag: text('tag'),
    list: text('list'),
    faxColumn: text('faxColumn'),
    ...readCover(text('cover'), text('template'), fromPage),
    subject: text('subject'),
    note: text('note').replaceAll('\r\n', '\n'),
    from: text('from'),
    perMinute: text('perMinute'),
    officeHours: isOn('officeHours', false),
    repeats: isOn('repeats', false),
  }
  const listFile = form.getAll('listFile').find(isFile)
  const uploads = await Promise.all(
    form
      .getAll('files')
      .filter(isFile)
      .map(async (file) => ({ name: file.name || 'file', bytes: new Uint8Array(await file.arrayBuffer()) })),
  )
  const list = listFile ? decodeText(new Uint8Array(await listFile.arrayBuffer())) : typed.list
  const [start, looked] = [isOn('start', false), isOn('looked', false)]
  return { wanted: wantedFrom({ ...typed, list }), uploads, start, looked, intent: text('intent') || undefined, typed }
}

function readJson(body: Static<typeof NewBulk>): ReadBulk {
  const uploads = body.files.map(({ name, base64 }, index) => {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw invalid({ [`files.${index}.base64`]: 'This is not base64.' })
    return { name, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }
  })
  const typed: Typed = {
    name: body.name ?? '',
    tag: body.tag ?? '',
    list: body.list ?? '',
    faxColumn: body.faxColumn ?? '',
    ...coverIn(body.cover),
    subject: body.subject ?? '',
    note: body.note ?? '',
    from: body.from ?? '',
    perMinute: body.perMinute === undefined ? '' : String(body.perMinute),
    officeHours: body.officeHours ?? false,
    repeats: body.repeats ?? false,
  }
  const { start = false, looked = false } = body
  return { wanted: wantedFrom(typed), uploads, start, looked, intent: undefined, typed }
}

function wantedFrom({ tag, list, faxColumn, from, perMinute, ...rest }: Typed): Wanted {
  if (tag !== '' && list.trim() !== '') throw invalid({ list: 'Choose a tag or give a list, not both.' })
  if (tag === '' && list.trim() === '') throw invalid({ list: 'Choose a tag, paste a list or add a CSV file.' })
  return {
    ...rest,
    source: tag !== '' ? { tag: tag as TagId } : { text: list, faxColumn: faxColumn.trim() || undefined },
    from: from || undefined,
    perMinute: perMinute.trim() === '' ? null : Number(perMinute),
  }
}

/** Says which known field is wrong, never what was in it. */
function checkJson(body: unknown): Static<typeof NewBulk> {
  if (newBulk.Check(body)) return body
  const fields: Record<string, string> = {}
  for (const { path, message } of newBulk.Errors(body)) {
    const [field = 'body'] = path.split('/').filter(Boolean)
    fields[FIELDS.has(field) ? field : 'body'] ??= message
  }
  throw invalid(fields, 'Check what was sent.')
}
