import { type AnyElysia, Elysia, t } from 'elysia'
import { KnownNumbers } from '../../../views/fax/known.tsx'
import { type SendRulesForm, SendRulesPage } from '../../../views/fax/send-rules.tsx'
import { type AppError, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { countIn } from '../../kit/typed-count.ts'
import { officeClock } from '../../office/index.ts'
import { type Admit, fragment, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { recipientsFrom } from '../recipients.ts'
import { lookAt } from './concerns.ts'
import { getSendRules, type SendRules, setSendRules } from './rules.ts'

const PLACE = '/settings/sending'
const Form = t.Object({
  duplicateHours: t.String({ maxLength: 10 }),
  askNewNumbers: t.Optional(t.String({ maxLength: 3 })),
  holdPrograms: t.Optional(t.String({ maxLength: 3 })),
  secondOver: t.String({ maxLength: 10, default: '0' }),
})

/** Pages of what is looked at again before a fax goes. */
export function guardRoutes({ admit, shell }: { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  const show = (actor: Signed, request: Request, values: SendRulesForm, problem?: AppError, saved = false) => (
    <SendRulesPage
      shell={shell(actor, request, 'settings', saved ? { kind: 'ok', text: 'The rules were saved.' } : undefined)}
      values={values}
      mayWrite={actor.permissions.has('settings:write')}
      problem={problem && { message: problem.message, errors: problem.fields }}
    />
  )
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .post(
      '/faxes/concerns',
      ({ tenant, body }) =>
        fragment(
          <KnownNumbers {...tenant.read((tx) => ({ clock: officeClock(tx), looked: lookAt(tx, recipientsFrom(tx, [body.to], {})) }))} />,
        ),
      { body: t.Object({ to: t.String({ maxLength: 40_000, default: '' }) }) },
    )
    .get(PLACE, ({ tenant, actor, request, query }) =>
      page(show(actor, request, typed(tenant.read(getSendRules)), undefined, query['notice'] === 'saved')),
    )
    .post(
      PLACE,
      ({ tenant, actor, request, body }) => {
        const values = {
          duplicateHours: body.duplicateHours.trim(),
          askNewNumbers: body.askNewNumbers !== undefined,
          holdPrograms: body.holdPrograms !== undefined,
          secondOver: body.secondOver.trim(),
        }
        try {
          const counts = { duplicateHours: countIn(values.duplicateHours), secondOver: countIn(values.secondOver) }
          tenant.write((tx) => setSendRules(tx, { ...values, ...counts }))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, values, error), 422)
        }
      },
      { body: Form },
    )
}

const typed = (rules: SendRules): SendRulesForm => ({
  ...rules,
  duplicateHours: String(rules.duplicateHours),
  secondOver: String(rules.secondOver),
})
