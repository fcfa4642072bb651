import { type Static, Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { Nullable } from '../kit/listing.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, JSON_BODY, problems, signedIn } from '../web/index.ts'
import { isOpenAt, MOST_HOLIDAYS, nextOpening, WEEKDAYS } from './hours.ts'
import { getOffice } from './office.ts'
import { setHours } from './setting-hours.ts'

const Time = (description: string) => Type.String({ maxLength: 5, description, examples: ['08:30'] })
const Span = Type.Object({ opens: Time('By the office’s clock.'), closes: Time('Later on the same day.') })
const Hours = Type.Object({
  days: Type.Partial(Type.Object(Object.fromEntries(WEEKDAYS.map((day) => [day, Span]))), {
    additionalProperties: false,
    description: 'A weekday that is not there is closed.',
  }),
  holidays: Type.Array(Type.String({ maxLength: 10, examples: ['2026-12-25'] }), {
    maxItems: MOST_HOLIDAYS,
    description: 'Days on which the office is closed.',
  }),
})
const Change = Type.Object({ hours: Nullable(Hours) })
const Standing = Type.Object({
  hours: Nullable(Hours),
  isOpen: Type.Boolean({ description: 'Always true for an office that keeps no hours.' }),
  nextOpeningAt: Type.String({ format: 'date-time', description: 'This moment while the office is open.' }),
})

/** JSON of when the office is open. */
export function hoursApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))
    .get('/api/office/hours', ({ tenant }) => tenant.read(standing), {
      response: { 200: Standing, ...problems(401, 403) },
      detail: { summary: 'Business hours', description: 'And whether the office is open now.', tags: ['Office'] },
    })
    .put(
      '/api/office/hours',
      ({ tenant, body }) =>
        tenant.write((tx) => {
          setHours(tx, body.hours)
          return standing(tx)
        }),
      {
        parse: JSON_BODY,
        body: Change,
        response: { 200: Standing, ...problems(400, 401, 403, 422) },
        detail: { summary: 'Set the business hours', description: 'Null for an office that keeps none.', tags: ['Office'] },
      },
    )
}

function standing(tx: Tx): Static<typeof Standing> {
  const { hours, timeZone } = getOffice(tx)
  return {
    hours: hours && { days: { ...hours.days }, holidays: [...hours.holidays] },
    isOpen: isOpenAt(hours, timeZone, tx.now),
    nextOpeningAt: nextOpening(hours, timeZone, tx.now).toISOString(),
  }
}
