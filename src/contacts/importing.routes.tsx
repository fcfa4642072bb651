import { type AnyElysia, Elysia, t } from 'elysia'
import { ImportPage, MappingPage } from '../../views/contacts/import.tsx'
import { NewImportPage } from '../../views/contacts/import-new.tsx'
import { csv } from '../kit/csv.ts'
import { invalid, rethrowUnlessInvalid } from '../kit/errors.ts'
import type { Tenant } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { getAct } from './acts.ts'
import { FIELD_WORDS, FIELDS, type ImportField, type Mapping } from './importing/columns.ts'
import { countsOf, dropImport, getImport, type Import, type ImportId, rowsThatWere, startImport } from './importing/imports.ts'
import type { Rules } from './importing/judging.ts'
import { previewImport } from './importing/previewing.ts'
import { MOST_ROWS, uploadContacts } from './importing/uploading.ts'
import { refusedAs } from './refusing.ts'

export type ImportDeps = { readonly admit: Admit; readonly shell: Shell }

const hidden = { detail: { hide: true } } as const
const One = t.Object({ id: t.String({ maxLength: 64 }) })
const Column = t.Optional(t.String({ maxLength: 200 }))
const Mapped = t.Object({
  known: t.Optional(t.Union([t.Literal('skip'), t.Literal('update')])),
  ...(Object.fromEntries(FIELDS.map((field) => [field, Column])) as Record<ImportField, typeof Column>),
})
type Said = { readonly known?: 'skip' | 'update' } & { readonly [field in ImportField]?: string }

/** Pages on which a file of contacts is read, looked at and imported. */
export function contactImportRoutes({ admit, shell }: ImportDeps): AnyElysia {
  const mappingPage = async (actor: Signed, request: Request, work: Import, rules: Rules, problem?: Problem) => {
    const preview = await previewImport(actor.tenant, work.id, rules)
    const fields = FIELDS.map((field) => ({ field, label: FIELD_WORDS[field], column: rules.mapping[field] }))
    return (
      <MappingPage
        shell={shell(actor, request, 'contacts')}
        id={work.id}
        name={work.name}
        heads={work.heads}
        fields={fields}
        updates={rules.updates}
        {...preview}
        problem={problem}
      />
    )
  }
  const one = (tenant: Tenant, id: string) => tenant.read((tx) => getImport(tx, id as ImportId))

  return new Elysia()
    .use(signedIn(admit))
    .get('/contacts/imports/new', ({ actor, request }) => page(<NewImportPage shell={shell(actor, request, 'contacts')} />), hidden)
    .post(
      '/contacts/imports',
      async ({ tenant, actor, request, body: { file } }) => {
        try {
          return seeOther(`/contacts/imports/${await uploadContacts(tenant, file.name, await file.bytes())}`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          const problem = { message: 'This file cannot be imported.', errors: error.fields }
          return page(<NewImportPage shell={shell(actor, request, 'contacts')} problem={problem} />, 422)
        }
      },
      { body: t.Object({ file: t.File() }), ...hidden },
    )
    .get(
      '/contacts/imports/:id',
      async ({ tenant, actor, request, params, query }) => {
        const work = one(tenant, params.id)
        if (work.state === 'mapping') return page(await mappingPage(actor, request, work, rulesFrom(query, work)))
        return page(<ImportPage shell={shell(actor, request, 'contacts')} {...shownOf(tenant, work)} />)
      },
      { params: One, query: Mapped, ...hidden },
    )
    .post(
      '/contacts/imports/:id',
      async ({ tenant, actor, request, params, body }) => {
        const work = one(tenant, params.id)
        const rules = rulesFrom(body, work)
        const refusal = refusedAs(() => tenant.write((tx) => startImport(tx, work.id, rules)))
        if (!refusal || refusal.status === 409) return seeOther(`/contacts/imports/${work.id}`)
        return page(await mappingPage(actor, request, work, rules, refusal.problem), refusal.status)
      },
      { params: One, body: Mapped, ...hidden },
    )
    .post(
      '/contacts/imports/:id/removal',
      ({ tenant, params }) => {
        tenant.write((tx) => dropImport(tx, params.id as ImportId))
        return seeOther('/contacts')
      },
      { params: One, ...hidden },
    )
    .get(
      '/contacts/imports/:id/left-out.csv',
      ({ tenant, params }) => {
        const { id, heads } = one(tenant, params.id)
        const rows = tenant.read((tx) => rowsThatWere(tx, id, ['skipped', 'refused'], MOST_ROWS))
        return csv(
          'left-out',
          ['Row', 'Why', ...heads],
          rows.map(({ row, problem, cells }) => [row, problem, ...cells]),
        )
      },
      { params: One, ...hidden },
    )
}

type Problem = { readonly message: string; readonly errors: Readonly<Record<string, string>> }

/** What the address or the form says; nothing said is what was guessed. */
export function rulesFrom(said: Said, work: Import): Rules {
  const columns = FIELDS.map((field) => [field, said[field]] as const)
  if (columns.every(([, column]) => column === undefined)) return { mapping: work.mapping, updates: said.known === 'update' }
  const mapping = Object.fromEntries(
    columns.flatMap(([field, column = '']) => (/^\d{1,2}$/.test(column) ? [[field, Number(column)]] : [])),
  ) as Mapping
  const beyond = FIELDS.find((field) => (mapping[field] ?? 0) >= work.heads.length)
  if (beyond) throw invalid({ [beyond]: 'The file has no such column.' })
  return { mapping, updates: said.known === 'update' }
}

const MOST_SHOWN = 100

function shownOf(tenant: Tenant, { id, name, state, heads, rows, actId }: Import) {
  return tenant.read((tx) => ({
    id,
    name,
    state: state === 'importing' || state === 'stopped' ? state : ('done' as const),
    heads,
    rows,
    counts: countsOf(tx, id),
    problems: [
      ...rowsThatWere(tx, id, ['refused'], MOST_SHOWN).map((row) => ({ ...row, outcome: 'refused' as const })),
      ...rowsThatWere(tx, id, ['skipped'], MOST_SHOWN).map((row) => ({ ...row, outcome: 'skipped' as const })),
    ],
    undo: actId && !getAct(tx, actId).undoneAt ? `/contacts/changes/${actId}/undoing` : undefined,
  }))
}
