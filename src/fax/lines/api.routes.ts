import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable } from '../../kit/listing.ts'
import { type Admit, JSON_BODY, json, problems, signedIn } from '../../web/index.ts'
import { buyNumber, type LineDeps, releaseNumber, searchNumbers } from './buying.ts'
import { COUNTED_DAYS, getLine, type Line, labelLine, listLines } from './lines.ts'

const At = Nullable(Type.String({ format: 'date-time' }))
const Month = `In the last ${COUNTED_DAYS} days.`
const Cents = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000, description })
const FaxNumberJson = Type.Object({
  number: Type.String(),
  label: Type.String(),
  sent: Type.Integer({ description: Month }),
  lastSentAt: At,
  received: Type.Integer({ description: Month }),
  lastReceivedAt: At,
})
const Price = { monthlyCents: Cents('US cents a month.'), onceCents: Cents('US cents, once.') }
const Offer = Type.Object({ number: Type.String(), place: Type.String(), ...Price })
const Purchase = Type.Object({
  number: Type.String({ maxLength: 40 }),
  ...Price,
  label: Type.Optional(Type.String({ maxLength: 60, description: 'What it is used for.' })),
})
const tags = ['Numbers']

const shown = ({ number, label, sent, lastSentAt, received, lastReceivedAt }: Line): Static<typeof FaxNumberJson> => ({
  number,
  label,
  sent,
  lastSentAt: lastSentAt?.toISOString() ?? null,
  received,
  lastReceivedAt: lastReceivedAt?.toISOString() ?? null,
})

/** JSON of the office's fax numbers. */
export function lineApi({ admit, ...deps }: LineDeps & { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))
    .get('/api/numbers', ({ tenant }) => ({ data: tenant.read(listLines).map(shown) }), {
      response: { 200: Type.Object({ data: Type.Array(FaxNumberJson) }), ...problems(401, 403) },
      detail: { summary: 'The office’s fax numbers', description: 'With what went out and came in by each.', tags },
    })
    .get(
      '/api/numbers/offers',
      async ({ tenant, query }) => ({ data: [...(await searchNumbers(deps, tenant, query.areaCode ?? '', query.city ?? ''))] }),
      {
        query: Type.Object({
          areaCode: Type.Optional(Type.String({ maxLength: 20, description: 'Three digits.' })),
          city: Type.Optional(Type.String({ maxLength: 100 })),
        }),
        response: { 200: Type.Object({ data: Type.Array(Offer) }), ...problems(401, 403, 422, 503) },
        detail: { summary: 'Numbers that can be had', description: 'By area code, city or both.', tags },
      },
    )
    .post(
      '/api/numbers',
      async ({ tenant, body }) => {
        const number = await buyNumber(deps, tenant, { label: '', ...body })
        return json(shown(tenant.read((tx) => getLine(tx, number.slice(1)))), 201)
      },
      {
        parse: JSON_BODY,
        body: Purchase,
        response: { 201: FaxNumberJson, ...problems(400, 401, 403, 409, 422, 503) },
        detail: {
          summary: 'Order a number',
          description: 'At the price that was looked at, or not at all. Repeated after a failure it goes on, and orders nothing twice.',
          tags,
        },
      },
    )
    .patch(
      '/api/numbers/:number',
      ({ tenant, params, body }) => shown(tenant.write((tx) => labelLine(tx, digitsOf(params.number), body.label))),
      {
        parse: JSON_BODY,
        params: Type.Object({ number: Type.String({ maxLength: 40, description: 'Such as +15552010100.' }) }),
        body: Type.Object({ label: Type.String({ maxLength: 200 }) }),
        response: { 200: FaxNumberJson, ...problems(400, 401, 403, 404, 422) },
        detail: { summary: 'Label a number', tags },
      },
    )
    .delete(
      '/api/numbers/:number',
      async ({ tenant, params, status }) => {
        await releaseNumber(deps, tenant, digitsOf(params.number), params.number)
        return status(204, undefined)
      },
      {
        params: Type.Object({ number: Type.String({ maxLength: 40, description: 'Such as +15552010100.' }) }),
        response: { 204: Type.Undefined(), ...problems(401, 403, 404, 409, 422, 503) },
        detail: {
          summary: 'Release a number',
          description: 'Given back to the carrier for good: somebody else may have it tomorrow.',
          tags,
        },
      },
    )
}

const digitsOf = (text: string) => text.replace(/\D/g, '')
