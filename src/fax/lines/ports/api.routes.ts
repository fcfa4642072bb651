import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../../../kit/listing.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../../../web/index.ts'
import { listPorts, type Port, removePort, setPort } from './ports.ts'
import { PORT_STATES } from './schema.tenant.ts'

const BASE = '/api/number-ports'
const tags = ['Numbers']
const PORT = {
  number: Type.String({ maxLength: 60 }),
  state: oneOf(PORT_STATES),
  day: Nullable(Type.String({ maxLength: 20, description: 'The day it comes over, as the carrier confirmed it (FOC): 2026-12-01.' })),
  note: Type.String({ maxLength: 2_000, description: 'At most 500 characters.' }),
}
const EXAMPLE = { number: '+15552010100', state: 'confirmed', day: '2026-12-01', note: 'Order 4711 at the old carrier' }
const PortJson = Type.Object(
  { ...PORT, setAt: Type.String({ format: 'date-time' }) },
  { examples: [{ ...EXAMPLE, setAt: '2026-03-02T09:30:00.000Z' }] },
)

const portJson = ({ number, state, day, note, setAt }: Port) => ({ number, state, day, note, setAt: setAt.toISOString() })

/** JSON of numbers that another carrier is to hand over. */
export const portApi = ({ admit }: { readonly admit: Admit }): AnyElysia =>
  new Elysia()
    .use(signedIn(admit))
    .get(BASE, ({ tenant }) => ({ data: tenant.read(listPorts).map(portJson) }), {
      response: { 200: Type.Object({ data: Type.Array(PortJson) }), ...problems(401, 403) },
      detail: {
        summary: 'Numbers that are being ported in',
        description: 'As far as somebody wrote it down; the carrier is not asked.',
        tags,
      },
    })
    .put(BASE, ({ tenant, body }) => portJson(tenant.write((tx) => setPort(tx, { ...body, day: body.day ?? '' }))), {
      parse: JSON_BODY,
      body: Type.Object(PORT, { examples: [EXAMPLE] }),
      response: { 200: PortJson, ...problems(400, 401, 403, 422) },
      detail: {
        summary: 'Write down how porting a number stands',
        description: 'Who did is written to at nine in the morning of the day before it comes over.',
        tags,
      },
    })
    .delete(
      `${BASE}/:number`,
      ({ tenant, params }) => {
        tenant.write((tx) => removePort(tx, params.number))
        return new Response(null, { status: 204 })
      },
      {
        params: Type.Object({ number: Type.String({ maxLength: 40, description: 'Such as +15552010100.' }) }),
        response: { 204: Type.Void(), ...problems(401, 403, 404) },
        detail: { summary: 'Forget a note on porting', tags },
      },
    )
