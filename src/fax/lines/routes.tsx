import { type AnyElysia, Elysia, t } from 'elysia'
import { LinePage } from '../../../views/settings/number.tsx'
import { NumbersPage, type NumbersPageProps } from '../../../views/settings/numbers.tsx'
import { OrderPage } from '../../../views/settings/order.tsx'
import { AppError } from '../../kit/errors.ts'
import { officeClock } from '../../office/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { buyNumber, type LineDeps, offerOf, releaseNumber, searchNumbers } from './buying.ts'
import { COUNTED_DAYS, getLine, labelLine, listLines } from './lines.ts'

const PLACE = '/settings/numbers'
const NOTICES = new Map([
  ['ordered', 'The number is yours. Faxes to it arrive under Received.'],
  ['saved', 'The label was saved.'],
  ['released', 'The number was released.'],
])
const Order = t.Object({
  number: t.String({ maxLength: 40 }),
  monthlyCents: t.Numeric({ minimum: 0, maximum: 1_000_000 }),
  onceCents: t.Numeric({ minimum: 0, maximum: 1_000_000 }),
  label: t.String({ maxLength: 200, default: '' }),
})

/** Pages of the office's fax numbers. */
export function lineRoutes({ admit, shell, ...deps }: LineDeps & { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  const around = (actor: Signed, request: Request, notice?: string) => {
    const text = NOTICES.get(notice ?? '')
    return shell(actor, request, 'settings', text === undefined ? undefined : { kind: 'ok', text })
  }
  const list = (actor: Signed, request: Request, shown: Pick<NumbersPageProps, 'wish' | 'offers' | 'problem'> = {}, notice?: string) => {
    const stored = actor.tenant.read((tx) => ({ lines: listLines(tx), clock: officeClock(tx) }))
    const mayOrder = actor.permissions.has('security')
    return <NumbersPage shell={around(actor, request, notice)} {...stored} days={COUNTED_DAYS} mayOrder={mayOrder} {...shown} />
  }
  const one = (actor: Signed, request: Request, digits: string, problem?: AppError, notice?: string) => {
    const stored = actor.tenant.read((tx) => ({ line: getLine(tx, digits), clock: officeClock(tx) }))
    return (
      <LinePage
        shell={around(actor, request, notice)}
        {...stored}
        days={COUNTED_DAYS}
        mayWrite={actor.permissions.has('settings:write')}
        mayRelease={actor.permissions.has('security')}
        problem={problem && { message: problem.message, errors: problem.fields }}
      />
    )
  }
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => page(list(actor, request, {}, query['notice'])))
    .get(
      `${PLACE}/offers`,
      async ({ actor, tenant, request, query }) => {
        const wish = { areaCode: query.areaCode.trim(), city: query.city.trim() }
        try {
          return page(list(actor, request, { wish, offers: await searchNumbers(deps, tenant, wish.areaCode, wish.city) }))
        } catch (error) {
          const problem = told(error)
          return page(list(actor, request, { wish, problem: { message: problem.message, errors: problem.fields } }), statusOf(problem))
        }
      },
      { query: t.Object({ areaCode: t.String({ maxLength: 20, default: '' }), city: t.String({ maxLength: 100, default: '' }) }) },
    )
    .get(
      `${PLACE}/order`,
      async ({ actor, tenant, request, query }) => {
        try {
          return page(<OrderPage shell={around(actor, request)} offer={await offerOf(deps, tenant, query.number)} />)
        } catch (error) {
          const { code, message } = told(error)
          return page(list(actor, request, { problem: { message } }), code === 'conflict' ? 409 : 503)
        }
      },
      { query: t.Object({ number: t.String({ maxLength: 40 }) }) },
    )
    .post(
      PLACE,
      async ({ actor, tenant, request, body }) => {
        try {
          await buyNumber(deps, tenant, body)
          return seeOther(`${PLACE}?notice=ordered`)
        } catch (error) {
          const problem = told(error)
          return page(list(actor, request, { problem: { message: problem.message, errors: problem.fields } }), statusOf(problem))
        }
      },
      { body: Order },
    )
    .get(`${PLACE}/:number`, ({ actor, request, params, query }) => page(one(actor, request, params.number, undefined, query['notice'])))
    .post(
      `${PLACE}/:number/label`,
      ({ actor, tenant, request, params, body }) => {
        try {
          tenant.write((tx) => labelLine(tx, params.number, body.label))
          return seeOther(`${PLACE}/${params.number}?notice=saved`)
        } catch (error) {
          return page(one(actor, request, params.number, told(error)), 422)
        }
      },
      { body: t.Object({ label: t.String({ maxLength: 1_000, default: '' }) }) },
    )
    .post(
      `${PLACE}/:number/removal`,
      async ({ actor, tenant, request, params, body }) => {
        try {
          await releaseNumber(deps, tenant, params.number, body.typed)
          return seeOther(`${PLACE}?notice=released`)
        } catch (error) {
          const problem = told(error)
          return page(one(actor, request, params.number, problem), statusOf(problem))
        }
      },
      { body: t.Object({ typed: t.String({ maxLength: 100, default: '' }) }) },
    )
}

/** What the page tells; everything else is the edge's. */
function told(error: unknown): AppError {
  if (!(error instanceof AppError) || !['invalid', 'conflict', 'unavailable'].includes(error.code)) throw error
  return error
}
const statusOf = ({ code }: AppError) => (code === 'invalid' ? 422 : code === 'conflict' ? 409 : 503)
