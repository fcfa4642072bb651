import { type AnyElysia, Elysia, t } from 'elysia'
import { PortsPage, type PortValues } from '../../../../views/settings/ports.tsx'
import { type AppError, rethrowUnlessInvalid } from '../../../kit/errors.ts'
import { officeClock } from '../../../office/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../../web/index.ts'
import { listPorts, removePort, setPort } from './ports.ts'

const PLACE = '/settings/number-ports'
const Form = t.Object({
  number: t.String({ maxLength: 60, default: '' }),
  state: t.Union([t.Literal('requested'), t.Literal('confirmed'), t.Literal('done')], { default: 'requested' }),
  day: t.String({ maxLength: 20, default: '' }),
  note: t.String({ maxLength: 2_000, default: '' }),
})
const NOTICES = new Map([
  ['saved', 'The note was saved.'],
  ['removed', 'The note was removed.'],
])
const EMPTY: PortValues = { number: '', state: 'requested', day: '', note: '' }

/** The page of numbers that another carrier is to hand over. */
export function portRoutes({ admit, shell }: { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  function show(actor: Signed, request: Request, values: PortValues, problem?: AppError, notice?: string) {
    const text = NOTICES.get(notice ?? '')
    return (
      <PortsPage
        shell={shell(actor, request, 'settings', text === undefined ? undefined : { kind: 'ok', text })}
        {...actor.tenant.read((tx) => ({ ports: listPorts(tx), clock: officeClock(tx) }))}
        values={values}
        mayWrite={actor.permissions.has('settings:write')}
        problem={problem && { message: problem.message, errors: problem.fields }}
      />
    )
  }
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, tenant, request, query }) => {
      const chosen = tenant.read(listPorts).find(({ number }) => number === query['number'])
      return page(show(actor, request, chosen ? { ...chosen, day: chosen.day ?? '' } : EMPTY, undefined, query['notice']))
    })
    .post(
      PLACE,
      ({ tenant, actor, request, body }) => {
        try {
          tenant.write((tx) => setPort(tx, body))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, body, error), 422)
        }
      },
      { body: Form },
    )
    .post(
      `${PLACE}/:number/removal`,
      ({ tenant, params }) => {
        tenant.write((tx) => removePort(tx, params.number))
        return seeOther(`${PLACE}?notice=removed`)
      },
      { params: t.Object({ number: t.String({ maxLength: 40 }) }) },
    )
}
