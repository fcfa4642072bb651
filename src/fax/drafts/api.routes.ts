import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { disclosed } from '../../audit/index.ts'
import { invalid } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import { Nullable } from '../../kit/listing.ts'
import { getOffice } from '../../office/index.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Admit, JSON_BODY, json, problems, signedIn } from '../../web/index.ts'
import type { AcceptDeps } from '../accepting.ts'
import { EXAMPLE_FILE, Instant, NewFax, Submitted } from '../api.schema.ts'
import { fileResponses, Id } from '../described.routes.ts'
import { pageResponse } from '../documents-out.ts'
import { coverIn, decoded, readTime } from '../reading-form.ts'
import type { ReceivedId } from '../received/received.ts'
import { attach } from './attaching.ts'
import { beginForwarding } from './beginning.ts'
import {
  BLANK,
  changeDraft,
  type Draft,
  discardDraft,
  endsAt,
  filesOfDraft,
  getDraft,
  listDrafts,
  openDraft,
  restoreDraft,
  saveDraft,
} from './drafts.ts'
import { draftFile } from './picturing.ts'
import { coverPreview } from './previewing.ts'
import { sendDraft } from './sending.ts'

const { files, pages, cover, subject, note, from, sendAt, received } = NewFax.properties
const Change = Type.Object({
  to: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200, description: 'As typed: it is looked at when the draft is sent.' }),
  ),
  cover,
  subject,
  note,
  from,
  sendAt,
  files: Type.Optional(Type.Array(files.items, { maxItems: 5, description: 'Added behind those that are there.' })),
  pages: Type.Optional(
    Type.Array(pages.items, { maxItems: 350, description: 'Exactly these pages in this order, by the number of their file.' }),
  ),
})
const NewDraft = Type.Object(
  { ...Change.properties, received },
  { examples: [{ to: ['+15550100001'], files: [EXAMPLE_FILE], subject: 'Referral' }] },
)
const DraftJson = Type.Object({
  id: Type.String(),
  to: Type.Array(Type.String()),
  cover: Type.Boolean(),
  template: Type.String({ description: 'Which cover page, by id or name; empty for the default.' }),
  subject: Type.String(),
  note: Type.String(),
  from: Type.String(),
  sendAt: Type.String(),
  files: Type.Array(
    Type.Object({
      number: Type.Integer(),
      name: Type.String(),
      type: Type.String(),
      pages: Type.Integer(),
      bytes: Type.Integer(),
      sha256: Type.String(),
    }),
  ),
  pages: Type.Array(Type.Object({ file: Type.Integer(), page: Type.Integer(), turn: Type.Integer() })),
  faxId: Nullable(Type.String({ description: 'The fax it became.' })),
  createdAt: Instant,
  updatedAt: Instant,
  discardedAt: Nullable(Instant),
  endsAt: Type.String({ format: 'date-time', description: 'Unless somebody touches it before.' }),
})

const tags = ['Drafts']
const PLACE = '/api/drafts'

/** JSON of what was begun and not sent yet. */
export function draftApi(deps: AcceptDeps & { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(deps.admit))
    .get(
      PLACE,
      ({ tenant }) =>
        json({ data: tenant.write((tx) => [...listDrafts(tx, 'open'), ...listDrafts(tx, 'discarded')].map((each) => shown(tx, each))) }),
      {
        response: { 200: Type.Object({ data: Type.Array(DraftJson) }), ...problems(401, 403) },
        detail: { summary: 'List drafts, then those that were discarded', tags },
      },
    )
    .post(
      PLACE,
      async ({ tenant, body }) => {
        const id = body.received === undefined ? newId<'draft'>() : await beginForwarding(deps, tenant, body.received as ReceivedId)
        await change(deps, tenant, id, body)
        return json(
          tenant.write((tx) => shown(tx, getDraft(tx, id))),
          201,
          { location: `${PLACE}/${id}` },
        )
      },
      {
        parse: JSON_BODY,
        body: NewDraft,
        response: { 201: DraftJson, ...problems(400, 401, 403, 404, 409, 410, 413, 422, 503) },
        detail: { summary: 'Begin a draft', description: 'Its files are looked at and kept; everything else when it is sent.', tags },
      },
    )
    .get(`${PLACE}/:id`, ({ tenant, params }) => json(tenant.write((tx) => shown(tx, getDraft(tx, params.id)))), {
      params: Id,
      response: { 200: DraftJson, ...problems(401, 403, 404) },
      detail: { summary: 'One draft with its files', tags },
    })
    .patch(
      `${PLACE}/:id`,
      async ({ tenant, params, body }) => {
        tenant.read((tx) => openDraft(tx, params.id))
        await change(deps, tenant, params.id, body)
        return json(tenant.write((tx) => shown(tx, getDraft(tx, params.id))))
      },
      {
        params: Id,
        parse: JSON_BODY,
        body: Change,
        response: { 200: DraftJson, ...problems(400, 401, 403, 404, 409, 413, 422, 503) },
        detail: { summary: 'Go on with a draft', description: 'What is not sent stays as it is.', tags },
      },
    )
    .delete(
      `${PLACE}/:id`,
      ({ tenant, params }) =>
        json(
          tenant.write((tx) => {
            discardDraft(tx, params.id)
            return shown(tx, getDraft(tx, params.id))
          }),
        ),
      {
        params: Id,
        response: { 200: DraftJson, ...problems(401, 403, 404, 409) },
        detail: { summary: 'Discard a draft', description: 'It can be brought back until its `endsAt`.', tags },
      },
    )
    .post(`${PLACE}/:id/restorations`, ({ tenant, params }) => json(tenant.write((tx) => shown(tx, restoreDraft(tx, params.id)))), {
      params: Id,
      response: { 200: DraftJson, ...problems(401, 403, 404, 409) },
      detail: { summary: 'Bring a discarded draft back', tags },
    })
    .post(
      `${PLACE}/:id/submissions`,
      async ({ tenant, params }) => {
        const { draft, zone } = tenant.read((tx) => ({ draft: getDraft(tx, params.id), zone: getOffice(tx).timeZone }))
        const { answer } = await sendDraft(deps, tenant, draft, { input: inputOf(draft, zone), uploads: [] })
        return new Response(answer.body, {
          status: answer.status,
          headers: { 'content-type': 'application/json', location: answer.location },
        })
      },
      {
        params: Id,
        response: { 202: Submitted, ...problems(401, 403, 404, 409, 422, 429, 503) },
        detail: { summary: 'Send a draft', description: 'Once: asked again, it answers with the same fax.', tags },
      },
    )
    .get(
      `${PLACE}/:id/cover.png`,
      ({ tenant, params }) =>
        coverPreview(
          deps,
          tenant,
          tenant.write((tx) => {
            shown(tx, getDraft(tx, params.id))
            return openDraft(tx, params.id)
          }),
        ),
      { params: Id, detail: { summary: 'Its cover page as a PNG, as it would be sent', tags, responses: fileResponses('image/png') } },
    )
    .get(
      `${PLACE}/:id/files/:file/pages/:page`,
      ({ tenant, params }) =>
        pageResponse(
          deps,
          tenant,
          tenant.write((tx) => draftFile(tx, params.id, params.file)),
          params.page,
        ),
      { detail: { summary: 'One page of a file of it as a PNG', tags, responses: fileResponses('image/png') } },
    )
}

async function change(deps: AcceptDeps, tenant: Tenant, id: string, body: Static<typeof Change>): Promise<void> {
  const { to, files = [], pages } = body
  tenant.write((tx) => {
    const before = listDrafts(tx, 'open').find((each) => each.id === id) ?? BLANK
    const { subject, note, from, sendAt } = { ...before, ...body }
    const { cover, template } = body.cover === undefined ? before : coverIn(body.cover)
    const draft = saveDraft(tx, id, { to: to?.join('\n') ?? before.to, cover, template, subject, note, from, sendAt })
    if (pages) changeDraft(tx, draft.id, { pages: existing(tx, draft, pages) })
  })
  if (files.length > 0) await attach(deps, tenant, id, files.map(decoded))
}

function existing(tx: Tx, { id }: Draft, pages: NonNullable<Static<typeof Change>['pages']>): Draft['pages'] {
  const files = filesOfDraft(tx, id)
  const missing = pages.find(({ file, page }) => page > (files.find(({ number }) => number === file)?.pages ?? 0))
  if (missing) throw invalid({ pages: `File ${missing.file} has no page ${missing.page}.` })
  return pages.map(({ file, page, turn = 0 }) => ({ file, page, turn }))
}

const inputOf = ({ to, cover, template, subject, note, from, sendAt }: Draft, zone: string) => ({
  to: [to],
  cover,
  template,
  subject,
  note,
  from: from || undefined,
  sendAt: readTime(sendAt, zone),
})

/** What was typed may name a patient: looking at it is written down. */
function shown(tx: Tx, draft: Draft): Static<typeof DraftJson> {
  disclosed(tx, 'draft.viewed', draft.id)
  const { id, to, createdAt, updatedAt, discardedAt, createdBy, createdByKind, ...words } = draft
  return {
    id,
    to: to.split('\n').filter(Boolean),
    ...words,
    files: filesOfDraft(tx, id).map(({ number, name, type, pages, bytes, sha256 }) => ({ number, name, type, pages, bytes, sha256 })),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    discardedAt: discardedAt?.toISOString() ?? null,
    endsAt: endsAt(draft).toISOString(),
  }
}
