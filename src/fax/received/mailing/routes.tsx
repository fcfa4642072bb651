import { type AnyElysia, Elysia, t } from 'elysia'
import { MailingsPage, type MailingValues } from '../../../../views/settings/mailings.tsx'
import { type AppError, rethrowUnlessInvalid } from '../../../kit/errors.ts'
import { officeClock } from '../../../office/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../../web/index.ts'
import type { AccountKeys } from '../../accounts/account-keys.ts'
import { listNumbers } from '../../numbers.ts'
import type { Colleagues } from '../colleagues.ts'
import { addMailing, listMailings, removeMailing } from './mailings.ts'

export type MailingRouteDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly keys: AccountKeys
  readonly colleagues: Colleagues
  /** Whether mail can be sent from here at all. */
  readonly byMail: boolean
}

const PLACE = '/settings/mailings'
const Form = t.Object({
  number: t.String({ maxLength: 40, default: '' }),
  personId: t.String({ maxLength: 64, default: '' }),
  address: t.String({ maxLength: 400, default: '' }),
  form: t.Union([t.Literal('link'), t.Literal('document')], { default: 'link' }),
  password: t.String({ maxLength: 400, default: '' }),
  accepted: t.Optional(t.String({ maxLength: 3 })),
})
const NOTICES = new Map([
  ['added', 'Saved. Tell whoever gets the documents the password by another way than e-mail.'],
  ['removed', 'Removed. Nothing more goes there.'],
])
const EMPTY: MailingValues = { number: '', personId: '', address: '', form: 'link', accepted: false }

/** The page on which an owner has received faxes go out by e-mail. */
export function mailingRoutes({ admit, shell, keys, colleagues, byMail }: MailingRouteDeps): AnyElysia {
  function show(actor: Signed, request: Request, values: MailingValues, problem?: AppError, notice?: string) {
    const { people, ...seen } = actor.tenant.read((tx) => ({
      mailings: listMailings(tx),
      numbers: listNumbers(tx),
      people: colleagues(tx),
      clock: officeClock(tx),
    }))
    const text = NOTICES.get(notice ?? '')
    return (
      <MailingsPage
        shell={shell(actor, request, 'settings', text === undefined ? undefined : { kind: 'ok', text })}
        {...seen}
        people={people}
        mailings={seen.mailings.map((each) => ({
          ...each,
          who: each.personId === null ? each.address : (people.find(({ id }) => id === each.personId)?.name ?? 'Somebody who left'),
        }))}
        byMail={byMail}
        values={values}
        problem={problem && { message: problem.message, errors: problem.fields }}
      />
    )
  }
  return new Elysia({ detail: { hide: true } })
    .use(signedIn(admit))
    .get(PLACE, ({ actor, request, query }) => page(show(actor, request, EMPTY, undefined, query['notice'])))
    .post(
      PLACE,
      ({ tenant, actor, request, body: { password, ...body } }) => {
        const values = { ...body, accepted: body.accepted !== undefined }
        const wish = { ...values, password, number: body.number || null, personId: body.personId || null }
        try {
          tenant.write((tx) => addMailing(tx, keys, wish, colleagues))
          return seeOther(`${PLACE}?notice=added`)
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, values, error), 422)
        }
      },
      { body: Form },
    )
    .post(
      `${PLACE}/:id/removal`,
      ({ tenant, params }) => {
        tenant.write((tx) => removeMailing(tx, params.id))
        return seeOther(`${PLACE}?notice=removed`)
      },
      { params: t.Object({ id: t.String({ maxLength: 64 }) }) },
    )
}
