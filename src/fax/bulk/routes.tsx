import { type AnyElysia, Elysia, t } from 'elysia'
import { BLANK_BULK, NewBulkPage } from '../../../views/bulk/new.tsx'
import { BulkPage, BulkProgress, type BulkShown } from '../../../views/bulk/show.tsx'
import { disclosed } from '../../audit/index.ts'
import { listTags } from '../../contacts/index.ts'
import { csv } from '../../kit/csv.ts'
import { rethrowUnlessInvalid } from '../../kit/errors.ts'
import { DEFAULT_LIMIT } from '../../kit/listing.ts'
import { listCovers, officeClock } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Admit, fragment, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { causeOf } from '../causes.ts'
import { DOUBTS } from '../guard/concerns.ts'
import { getSendRules } from '../guard/rules.ts'
import { listNumbers } from '../numbers.ts'
import { readBody } from '../reading-form.ts'
import type { FaxId } from '../status.ts'
import { acceptBulk, idOf } from './accepting.ts'
import { type Bulk, getBulk } from './bulks.ts'
import { foresee } from './foreseeing.ts'
import { reasonWords } from './judging.ts'
import { type ReadBulk, readBulk, type Typed } from './reading-form.ts'
import { mostRecipients } from './reading-list.ts'
import { dropDraft } from './removing.ts'
import { REPORT_COLUMNS, reportCells, reportOf } from './report.ts'
import { reportPdf } from './report-pdf.ts'
import { linesOf } from './rows.ts'
import { cancelBulk, confirmBulk, pauseBulk, resumeBulk, retryFailed, startBulk } from './steering.ts'
import { doubtsOf, isOutcome, reasonsOf, totalsOf } from './totals.ts'

export type BulkRouteDeps = AcceptDeps & { readonly admit: Admit; readonly shell: Shell }

const STEPS = {
  confirmation: confirmBulk,
  pause: pauseBulk,
  resumption: resumeBulk,
  cancellation: cancelBulk,
  retries: retryFailed,
} as const

/** The pages of one document for many. */
export function bulkRoutes(deps: BulkRouteDeps): AnyElysia {
  const app = new Elysia({ detail: { hide: true } })
    .use(signedIn(deps.admit))
    .get('/bulks/new', ({ actor, tenant, request, query }) =>
      page(newPage(deps, actor, tenant, request, query['tag'] ? { values: { ...BLANK_BULK, tag: query['tag'] } } : {})),
    )
    .post('/bulks', ({ actor, tenant, request, body }) => tryOut(deps, actor, tenant, request, body), { parse: readBody })
    .get('/bulks/:id', ({ actor, tenant, request, params, query }) =>
      page(bulkPage(deps, actor, tenant, request, params.id as FaxId, query)),
    )
    .get('/bulks/:id/progress', ({ actor, tenant, params }) =>
      fragment(<BulkProgress {...tenant.read((tx) => progressOf(tx, actor, getBulk(tx, params.id as FaxId)))} />),
    )
    .get('/bulks/:id/report.csv', ({ tenant, params }) =>
      csv('bulk', REPORT_COLUMNS, tenant.write((tx) => reportOf(tx, params.id as FaxId)).lines.map(reportCells)),
    )
    .get('/bulks/:id/report.pdf', ({ tenant, params }) => reportPdf(deps.documents, tenant, params.id as FaxId))
    .post('/bulks/:id/removal', async ({ tenant, params }) => {
      await dropDraft(deps.files, tenant, params.id as FaxId)
      return seeOther('/bulks/new')
    })
  app.post(
    '/bulks/:id/start',
    ({ actor, tenant, request, params, body }) => start(deps, actor, tenant, request, params.id as FaxId, body),
    {
      body: t.Object({ looked: t.Optional(t.String({ maxLength: 3 })) }),
    },
  )
  for (const [name, act] of Object.entries(STEPS))
    app.post(`/bulks/:id/${name}`, ({ tenant, params }) => {
      tenant.write((tx) => void act(tx, params.id as FaxId))
      return seeOther(`/bulks/${params.id}`)
    })
  return app
}

type Filled = Pick<Parameters<typeof NewBulkPage>[0], 'values' | 'problem'> & { readonly intent?: string | undefined }

function newPage(deps: BulkRouteDeps, actor: Signed, tenant: Tenant, request: Request, { intent, ...filled }: Filled) {
  const known = tenant.read((tx) => ({
    covers: listCovers(tx),
    numbers: listNumbers(tx),
    tags: listTags(tx),
    most: mostRecipients(tx),
    duplicateHours: getSendRules(tx).duplicateHours,
  }))
  return <NewBulkPage shell={deps.shell(actor, request, 'send')} {...known} {...filled} intent={intent ?? crypto.randomUUID()} />
}

async function tryOut(deps: BulkRouteDeps, actor: Signed, tenant: Tenant, request: Request, body: unknown) {
  let read: ReadBulk | undefined
  try {
    read = await readBulk(body)
    const { answer } = await acceptBulk(deps, tenant, read, read.intent)
    return seeOther(`/bulks/${idOf(answer.location)}`)
  } catch (error) {
    rethrowUnlessInvalid(error)
    const problem = { message: 'Nothing was kept. Check the marked fields, and choose the files again.', errors: error.fields }
    const values = read?.typed ?? typedIn(body)
    return page(newPage(deps, actor, tenant, request, { problem, values, intent: read?.intent }), 422)
  }
}

/** What was typed comes back also when it could not be read as a whole. */
function typedIn(body: unknown): Typed {
  const text = (name: string) => (body instanceof FormData ? String(body.get(name) ?? '') : '')
  const on = (name: string) => text(name) !== ''
  const texts = Object.fromEntries(Object.keys(BLANK_BULK).map((name) => [name, text(name)])) as unknown as Typed
  return { ...texts, cover: on('cover'), officeHours: on('officeHours'), repeats: on('repeats') }
}

/** Without having said that the numbers in doubt were looked at, the same page comes again and says which. */
function start(deps: BulkRouteDeps, actor: Signed, tenant: Tenant, request: Request, id: FaxId, { looked }: { readonly looked?: string }) {
  try {
    tenant.write((tx) => startBulk(tx, id, looked !== undefined))
    return seeOther(`/bulks/${id}`)
  } catch (error) {
    rethrowUnlessInvalid(error)
    const problem = { message: error.message, errors: error.fields }
    return page(bulkPage(deps, actor, tenant, request, id, {}, problem), 422)
  }
}

type Query = Readonly<Record<string, string | undefined>>
type Problem = { readonly message: string; readonly errors: Readonly<Record<string, string>> }

function bulkPage(deps: BulkRouteDeps, actor: Signed, tenant: Tenant, request: Request, id: FaxId, query: Query, problem?: Problem) {
  const asked = query['outcome'] ?? ''
  const outcome = isOutcome(asked) || asked === 'doubtful' ? asked : ''
  const after = Number(/^\d{1,6}$/.exec(query['after'] ?? '')?.[0] ?? 0)
  const shown = tenant.write((tx) => {
    const found = getBulk(tx, id)
    disclosed(tx, 'bulk.viewed', id)
    const among = isOutcome(outcome) ? { outcomes: [outcome] } : { doubtful: outcome === 'doubtful' }
    const lines = linesOf(tx, id, { ...among, after, most: DEFAULT_LIMIT + 1 })
    const doubts = doubtsOf(tx, id).map(({ doubt, n }) => ({ words: DOUBTS[doubt], n }))
    const reasons = reasonsOf(tx, id).map(({ reason, n }) => ({ words: reasonWords(reason), n }))
    return { ...progressOf(tx, actor, found), lines, reasons, doubts }
  })
  const lines = shown.lines.slice(0, DEFAULT_LIMIT).map(({ doubt, ...line }) => ({ ...line, doubt: doubt && DOUBTS[doubt] }))
  const next = new URLSearchParams({ ...(outcome && { outcome }), after: String(lines.at(-1)?.row ?? 0) })
  return (
    <BulkPage
      shell={deps.shell(actor, request, 'sent')}
      {...shown}
      problem={problem}
      lines={{
        id,
        clock: shown.clock,
        lines,
        outcome,
        nextHref: shown.lines.length > DEFAULT_LIMIT ? `/bulks/${id}?${next}` : undefined,
      }}
    />
  )
}

function progressOf(tx: Tx, { permissions, user }: Signed, found: Bulk) {
  const { bulk, letter } = found
  const totals = totalsOf(tx, bulk.id)
  const { words, advice } = bulk.cause === null ? { words: null, advice: null } : causeOf(bulk.cause)
  const shown: BulkShown = { ...letter, ...bulk, state: bulk.state as BulkShown['state'], cause: words, advice }
  const write = permissions.has('faxes:write')
  const may = { write, confirm: write && user !== undefined && user.id !== bulk.startedBy }
  return { bulk: shown, clock: officeClock(tx), totals, expected: foresee(tx, found, totals.waiting), may }
}
