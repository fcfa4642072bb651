import { type AnyElysia, Elysia, t } from 'elysia'
import { MailroomPage, type MailroomValues } from '../../views/settings/mailroom.tsx'
import { type AppError, rethrowUnlessInvalid } from '../kit/errors.ts'
import { officeClock } from '../office/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../web/index.ts'
import { addSender, type Faxers, listSenders, removeSender } from './senders.ts'

export type MailroomRouteDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly faxers: Faxers
  /** Of the addresses that become faxes; undefined where no mail is taken. */
  readonly domain: string | undefined
}

const PLACE = '/settings/mailroom'
const Switch = t.Optional(t.String({ maxLength: 3 }))
const Form = t.Object({
  address: t.String({ maxLength: 400, default: '' }),
  personId: t.String({ maxLength: 64, default: '' }),
  coverSubject: Switch,
  tellEnd: Switch,
})
const NOTICES = new Map([
  ['added', 'The sender was added.'],
  ['removed', 'The sender was removed. Mail from there is refused from now on.'],
])
const EMPTY: MailroomValues = { address: '', personId: '', coverSubject: false, tellEnd: true }

/** The page on which an owner says whose e-mail becomes a fax. */
export function mailroomRoutes({ admit, shell, faxers, domain }: MailroomRouteDeps): AnyElysia {
  function show(actor: Signed, request: Request, values: MailroomValues, problem?: AppError, notice?: string) {
    const { senders, people, clock } = actor.tenant.read((tx) => ({ senders: listSenders(tx), people: faxers(tx), clock: officeClock(tx) }))
    const text = NOTICES.get(notice ?? '')
    return (
      <MailroomPage
        shell={shell(actor, request, 'settings', text === undefined ? undefined : { kind: 'ok', text })}
        clock={clock}
        senders={senders.map((each) => ({ ...each, who: people.find(({ id }) => id === each.personId)?.name }))}
        people={people}
        example={domain === undefined ? undefined : `5552010100@${actor.slug}.${domain}`}
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
      ({ tenant, actor, request, body }) => {
        const values = { ...body, coverSubject: body.coverSubject !== undefined, tellEnd: body.tellEnd !== undefined }
        try {
          tenant.write((tx) => addSender(tx, values, faxers))
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
        tenant.write((tx) => removeSender(tx, params.id))
        return seeOther(`${PLACE}?notice=removed`)
      },
      { params: t.Object({ id: t.String({ maxLength: 64 }) }) },
    )
}
