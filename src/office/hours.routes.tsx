import { type AnyElysia, Elysia } from 'elysia'
import { type HoursForm, HoursPage, type HoursStanding } from '../../views/settings/hours.tsx'
import { type AppError, rethrowUnlessInvalid } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { type OfficeHours, openingFrom, WEEKDAYS } from './hours.ts'
import { getOffice, officeClock } from './office.ts'
import { setHours } from './setting-hours.ts'

const PLACE = '/settings/hours'

/** The page of when the office is open. */
export function hoursRoutes({ admit, shell }: { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  const show = (actor: Signed, request: Request, values?: HoursForm, problem?: AppError, saved = false) => {
    const stored = actor.tenant.read((tx) => ({ hours: getOffice(tx).hours, clock: officeClock(tx), standing: standingOf(tx) }))
    return (
      <HoursPage
        shell={shell(actor, request, 'settings', saved ? { kind: 'ok', text: 'The hours were saved.' } : undefined)}
        clock={stored.clock}
        zone={stored.clock.zone.replaceAll('_', ' ')}
        standing={stored.standing}
        values={values ?? typed(stored.hours)}
        mayWrite={actor.permissions.has('settings:write')}
        problem={problem && { message: problem.message, errors: problem.fields }}
      />
    )
  }
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => page(show(actor, request, undefined, undefined, query['notice'] === 'saved')))
    .post(PLACE, ({ tenant, actor, request, body }) => {
      const values = textsIn(body)
      try {
        tenant.write((tx) => setHours(tx, readHours(values)))
        return seeOther(`${PLACE}?notice=saved`)
      } catch (error) {
        rethrowUnlessInvalid(error)
        return page(show(actor, request, values, error), 422)
      }
    })
}

export function standingOf(tx: Tx): HoursStanding {
  const { hours, timeZone } = getOffice(tx)
  const opening = hours ? openingFrom(hours, timeZone, tx.now) : undefined
  if (!opening) return { is: 'unset' }
  return opening.opens <= tx.now ? { is: 'open', until: opening.closes } : { is: 'closed', until: opening.opens }
}

function textsIn(body: unknown): HoursForm {
  const given = typeof body === 'object' && body !== null ? Object.entries(body) : []
  return Object.fromEntries(given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.slice(0, 2_000)]] : [])))
}

function readHours(values: HoursForm): OfficeHours | null {
  const spans = WEEKDAYS.map((day) => ({ day, opens: values[`${day}Opens`] ?? '', closes: values[`${day}Closes`] ?? '' }))
  const open = spans.filter(({ opens, closes }) => opens !== '' || closes !== '')
  const holidays = (values['holidays'] ?? '').split(/[\s,]+/).filter(Boolean)
  if (open.length === 0 && holidays.length === 0) return null
  return { days: Object.fromEntries(open.map(({ day, opens, closes }) => [day, { opens, closes }])), holidays }
}

const typed = (hours: OfficeHours | null): HoursForm => ({
  ...Object.fromEntries(
    WEEKDAYS.flatMap((day) => [
      [`${day}Opens`, hours?.days[day]?.opens],
      [`${day}Closes`, hours?.days[day]?.closes],
    ]),
  ),
  holidays: hours?.holidays.join('\n'),
})
