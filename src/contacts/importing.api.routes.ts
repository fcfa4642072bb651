import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia, t } from 'elysia'
import { Nullable, oneOf } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, JSON_BODY, json, Problem, problems, signedIn } from '../web/index.ts'
import { GONE } from './api.routes.ts'
import { FIELDS, type ImportField } from './importing/columns.ts'
import { countsOf, dropImport, getImport, type Import, type ImportId, rowsThatWere, startImport } from './importing/imports.ts'
import { previewImport } from './importing/previewing.ts'
import { uploadContacts } from './importing/uploading.ts'
import { IMPORT_STATES } from './schema.tenant.ts'

const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Column = Type.Optional(Type.Integer({ minimum: 0, maximum: 99, description: 'Which column, counted from 0.' }))
const Mapping = Type.Object(Object.fromEntries(FIELDS.map((field) => [field, Column])) as Record<ImportField, typeof Column>)
const Rules = Type.Object({
  mapping: Type.Optional(Mapping),
  updates: Type.Optional(Type.Boolean({ description: 'Whether a contact that has the number already gets what the file says, too.' })),
})
const Counts = { added: Type.Integer(), changed: Type.Integer(), skipped: Type.Integer(), refused: Type.Integer() }
const Problems = Type.Array(Type.Object({ row: Type.Integer({ description: 'Counted from 1.' }), problem: Type.String() }), {
  description: 'The first hundred rows that are left out, and why.',
})
const ImportJson = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: oneOf(IMPORT_STATES),
  heads: Type.Array(Type.String()),
  mapping: Mapping,
  rows: Type.Integer(),
  counts: Type.Object({ ...Counts, left: Type.Integer() }),
  problems: Problems,
  changeId: Nullable(Type.String({ description: 'What undoes it: a change of contacts.' })),
})
const PreviewJson = Type.Object({ counts: Type.Object(Counts), problems: Problems })

const tags = ['Contacts']
const refusals = problems(401, 403, 404, 422)

/** JSON of imports: a file is posted, looked at under a mapping, and started. */
export function contactImportApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))
    .post(
      '/api/contact-imports',
      async ({ tenant, body: { file } }) => {
        const id = await uploadContacts(tenant, file.name, await file.bytes())
        return json(
          tenant.read((tx) => shown(tx, getImport(tx, id))),
          201,
          { location: `/api/contact-imports/${id}` },
        )
      },
      {
        body: t.Object({ file: t.File() }),
        response: { 201: ImportJson, 400: Problem, ...refusals, 413: Problem },
        detail: {
          summary: 'Read a file of contacts',
          description: 'CSV or vCard, at most 5 MB and 10,000 rows. Nothing is added yet; the answer says what the columns were taken for.',
          tags,
        },
      },
    )
    .get('/api/contact-imports/:id', ({ tenant, params }) => tenant.read((tx) => shown(tx, getImport(tx, params.id as ImportId))), {
      params: One,
      response: { 200: ImportJson, ...refusals },
      detail: { summary: 'One import', description: 'How far it is, and which rows were left out.', tags },
    })
    .post(
      '/api/contact-imports/:id/previews',
      async ({ tenant, params, body }) => {
        const id = params.id as ImportId
        const rules = tenant.read((tx) => rulesOf(body, getImport(tx, id)))
        const { counts, problems: some } = await previewImport(tenant, id, rules)
        return { counts, problems: some.map(({ row, problem }) => ({ row, problem })) }
      },
      {
        parse: JSON_BODY,
        params: One,
        body: Rules,
        response: { 200: PreviewJson, 400: Problem, ...refusals },
        detail: { summary: 'Try an import', description: 'What would become of each row. Nothing is changed.', tags },
      },
    )
    .post(
      '/api/contact-imports/:id/start',
      ({ tenant, params, body }) => {
        const id = params.id as ImportId
        return json(
          tenant.write((tx) => {
            startImport(tx, id, rulesOf(body, getImport(tx, id)))
            return shown(tx, getImport(tx, id))
          }),
          202,
        )
      },
      {
        parse: JSON_BODY,
        params: One,
        body: Rules,
        response: { 202: ImportJson, 400: Problem, ...refusals, 409: Problem },
        detail: { summary: 'Start an import', description: 'It goes on by itself; look at it again until its state is done.', tags },
      },
    )
    .delete(
      '/api/contact-imports/:id',
      ({ tenant, params }) => {
        tenant.write((tx) => dropImport(tx, params.id as ImportId))
        return new Response(null, { status: 204 })
      },
      {
        params: One,
        detail: { summary: 'Forget an import', description: 'What was imported stays: its change undoes that.', tags, responses: GONE },
      },
    )
}

/** Without a mapping what was guessed from the names of the columns. */
const rulesOf = ({ mapping, updates = false }: Static<typeof Rules>, guessed: Import) => ({ mapping: mapping ?? guessed.mapping, updates })

function shown(tx: Tx, { id, name, state, heads, mapping, rows, actId }: Import): Static<typeof ImportJson> {
  const left = rowsThatWere(tx, id, ['skipped', 'refused'], 100)
  return {
    id,
    name,
    state,
    heads: [...heads],
    mapping,
    rows,
    counts: countsOf(tx, id),
    problems: left.map(({ row, problem }) => ({ row, problem })),
    changeId: actId,
  }
}
