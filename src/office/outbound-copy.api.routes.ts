import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable, oneOf } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../web/index.ts'
import { getOffice } from './office.ts'
import { MOST_ADDRESSES, setOutboundCopy } from './outbound-copy.ts'

const Copy = Type.Object({
  about: oneOf(['failed', 'every'] as const),
  toSender: Type.Boolean({ description: 'Whether the person who sent a fax is written to. A program is not.' }),
  addresses: Type.Array(Type.String({ maxLength: 300, examples: ['front@maple.example'] }), { maxItems: MOST_ADDRESSES }),
})
const Standing = Type.Object({ copy: Nullable(Copy) })

/** JSON of who is written to about what became of a fax. */
export function outboundCopyApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))
    .get('/api/office/outbound-copy', ({ tenant }) => tenant.read(standing), {
      response: { 200: Standing, ...problems(401, 403) },
      detail: { summary: 'Who is written to about what became of a fax', description: 'Null for nobody.', tags: ['Office'] },
    })
    .put(
      '/api/office/outbound-copy',
      ({ tenant, body }) =>
        tenant.write((tx) => {
          setOutboundCopy(tx, body.copy)
          return standing(tx)
        }),
      {
        parse: JSON_BODY,
        body: Standing,
        response: { 200: Standing, ...problems(400, 401, 403, 422) },
        detail: {
          summary: 'Have somebody written to about what became of a fax',
          description: 'A mail has states, times and counts, and no name, number or word of the fax. A bulk has one when it has ended.',
          tags: ['Office'],
        },
      },
    )
}

function standing(tx: Tx): Static<typeof Standing> {
  const { outboundCopy } = getOffice(tx)
  return { copy: outboundCopy && { ...outboundCopy, addresses: [...outboundCopy.addresses] } }
}
