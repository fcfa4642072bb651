import { type AnyElysia, Elysia, t } from 'elysia'
import { type ZeroRetentionForm, ZeroRetentionPage } from '../../../views/settings/zero-retention.tsx'
import { type AppError, rethrowUnlessInvalid } from '../../kit/errors.ts'
import { countIn } from '../../kit/typed-count.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { type ContentRules, getContentRules, type Moment, setContentRules, USUAL_HOURS } from './rules.ts'

const PLACE = '/settings/zero-retention'
const Switch = t.Optional(t.String({ maxLength: 3 }))
const Hours = t.String({ maxLength: 10 })
const Form = t.Object({
  sent: Switch,
  sentHours: Hours,
  received: Switch,
  receivedHours: Hours,
  after: t.Union([t.Literal('read'), t.Literal('fetched'), t.Literal('forwarded')]),
})

/** The page on which an owner has content leave by itself. */
export function contentRoutes({ admit, shell }: { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  const show = (actor: Signed, request: Request, values: ZeroRetentionForm, problem?: AppError, saved = false) => (
    <ZeroRetentionPage
      shell={shell(actor, request, 'settings', saved ? { kind: 'ok', text: 'Saved. It counts from now on.' } : undefined)}
      values={values}
      problem={problem && { message: problem.message, errors: problem.fields }}
    />
  )
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ tenant, actor, request, query }) =>
      page(show(actor, request, typed(tenant.read(getContentRules)), undefined, query['notice'] === 'saved')),
    )
    .post(
      PLACE,
      ({ tenant, actor, request, body }) => {
        const values = { ...body, sent: body.sent !== undefined, received: body.received !== undefined }
        try {
          tenant.write((tx) => setContentRules(tx, rulesIn(values)))
          return seeOther(`${PLACE}?notice=saved`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, values, error), 422)
        }
      },
      { body: Form },
    )
}

const typed = ({ sent, received }: ContentRules): ZeroRetentionForm => ({
  sent: sent !== null,
  sentHours: String(sent?.hours ?? USUAL_HOURS.sent),
  received: received !== null,
  receivedHours: String(received?.hours ?? USUAL_HOURS.received),
  after: received?.after ?? 'read',
})

const rulesIn = ({ sent, sentHours, received, receivedHours, after }: ZeroRetentionForm): ContentRules => ({
  sent: sent ? { after: 'delivered', hours: countIn(sentHours.trim()) } : null,
  received: received ? { after: after as Moment, hours: countIn(receivedHours.trim()) } : null,
})
