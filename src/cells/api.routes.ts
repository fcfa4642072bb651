import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { conflict } from '../kit/errors.ts'
import { Nullable } from '../kit/listing.ts'
import { asTenantId, byOperator, type Control, getTenantRow } from '../tenancy/index.ts'
import { type AdmitOperator, JSON_BODY, json, operating, Problem, problems } from '../web/index.ts'
import type { Cell } from './cell.ts'
import { type Departure, getDeparture } from './departures.ts'

export type CellsApiDeps = {
  readonly control: Control
  /** undefined for the only machine. */
  readonly cell: Cell | undefined
  readonly admitOperator: AdmitOperator
}

const Instant = Type.String({ format: 'date-time' })
const Move = Type.Object({
  tenantId: Type.String(),
  slug: Type.String(),
  to: Type.String(),
  state: Type.String({ description: 'leaving, then gone or stayed' }),
  step: Type.String({ description: 'asking, draining, frozen, arriving, finished' }),
  frozenMs: Nullable(Type.Integer({ description: 'How long nobody could write to it here before it was handed over.' })),
  why: Nullable(Type.String({ description: 'Why it stayed.' })),
  askedBy: Type.String(),
  startedAt: Instant,
  endedAt: Nullable(Instant),
})
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['Operators']
const CELL = '^[a-z0-9][a-z0-9-]{0,38}$'

const show = ({ id, cell, frozen: _, ...move }: Departure) => ({ tenantId: id, to: cell, ...move })

/** The operators' API for where offices live, when several machines share them. */
export function cellsApi({ control, cell, admitOperator }: CellsApiDeps): AnyElysia {
  const ours = (): Cell => {
    if (!cell) throw conflict('This is the only machine: CELL is not set, so there is nowhere to move an office to.')
    return cell
  }

  return new Elysia({ prefix: '/api/admin' })
    .use(operating(admitOperator))
    .get('/cells', () => json({ cell: cell?.name ?? null, leased: cell?.leased ?? null, others: cell?.others ?? [] }), {
      response: {
        200: Type.Object({
          cell: Nullable(Type.String()),
          leased: Nullable(Type.Boolean({ description: 'Whether it may write.' })),
          others: Type.Array(Type.String()),
        }),
        ...problems(401, 404),
      },
      detail: { summary: 'The cells', description: 'This one, and those that it has heard of.', tags },
    })
    .post(
      '/tenants/:id/moves',
      async ({ params, body, operator }) => {
        const id = control.read((tx) => getTenantRow(tx, asTenantId(params.id)).id)
        const { departure } = await ours().begin(id, body.to, byOperator(operator))
        return json(show(departure), 202, { location: `/api/admin/tenants/${id}/moves` })
      },
      {
        parse: JSON_BODY,
        params: One,
        body: Type.Object({ to: Type.String({ pattern: CELL, description: 'The cell it is to live in.' }) }),
        response: { 202: Move, 400: Problem, ...problems(401, 404, 409, 422), 503: Problem },
        detail: {
          summary: 'Move a tenant to another cell',
          description: 'The office goes on working; its writes wait for seconds. Ask for the move to see how far it is.',
          tags,
        },
      },
    )
    .get('/tenants/:id/moves', ({ params }) => json(show(control.read((tx) => getDeparture(tx, asTenantId(params.id))))), {
      params: One,
      response: { 200: Move, ...problems(401, 404) },
      detail: { summary: 'A tenant’s last move from here', tags },
    })
    .delete('/tenants/:id/moves', ({ params }) => json(show(ours().abandon(asTenantId(params.id)))), {
      params: One,
      response: { 200: Move, ...problems(401, 404, 409) },
      detail: {
        summary: 'Call off a move',
        description: 'Refused once the office has been handed over: then move it back from there.',
        tags,
      },
    })
    .post(
      '/takeovers',
      async ({ body, operator }) => {
        const clearAt = await ours().takeOver(body.slug, byOperator(operator))
        return json({ slug: body.slug, clearAt: clearAt.toISOString() }, 202)
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ slug: Type.String({ maxLength: 60 }) }),
        response: {
          202: Type.Object({
            slug: Type.String(),
            clearAt: Type.String({ format: 'date-time', description: 'It is served here soon after that.' }),
          }),
          400: Problem,
          ...problems(401, 404, 409, 422),
          503: Problem,
        },
        detail: {
          summary: 'Take a tenant over from a cell that is lost',
          description:
            'With what the bucket has of it, once its last cell can write to it no more. What had not been sent is held for a person. To be asked of the cell it is to live in.',
          tags,
        },
      },
    )
}
