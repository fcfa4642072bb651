import { type AnyElysia, Elysia, t } from 'elysia'
import { PeoplePage, type PeoplePageProps } from '../../../views/people/index.tsx'
import { PersonPage, type PersonPageProps, PersonRemovalPage } from '../../../views/people/show.tsx'
import { AppError, invalid, notFound } from '../../kit/errors.ts'
import { isId } from '../../kit/ids.ts'
import { failedLetter } from '../../mail/index.ts'
import type { Tx } from '../../tenancy/index.ts'
import { type Admit, page, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { type HandedOver, handInvitation, handReset } from '../links/handing.ts'
import { beginReset } from '../links/resets.ts'
import { SureForm } from '../made-sure.routes.ts'
import { type MadeSure, madeSure, type TypedSure } from '../made-sure.ts'
import { isOffered, OFFERED, type Role } from '../permissions.ts'
import { getPerson, inviteAgain, invitePerson, letInAgain, listPeople, removePerson, setRole, suspendPerson } from './people.ts'
import type { User, UserId } from './users.ts'

export type PeopleDeps = {
  readonly admit: Admit
  readonly shell: Shell
  readonly clock: (tx: Tx) => { readonly now: Date; readonly zone: string }
  /** Whether people can be written to; else links are shown, to be handed over. */
  readonly byMail: boolean
  readonly urlOf: (slug: string) => string
}

const Invitation = t.Object({ name: t.String({ maxLength: 500 }), email: t.String({ maxLength: 500 }), role: t.String({ maxLength: 40 }) })
const Noticed = t.Object({ notice: t.Optional(t.String({ maxLength: 20 })) })

/** What gives somebody a way in: how it is decided, and how it comes to them. */
type Handing = {
  readonly decide: (tx: Tx, id: UserId, sure: MadeSure) => User
  readonly give: (tx: Tx, person: User, byMail: boolean) => HandedOver
  readonly notice: string
  readonly lasts: string
}
const WEEK = 'within seven days'
const INVITATION: Handing = { decide: inviteAgain, give: handInvitation, notice: 'invited', lasts: WEEK }
const RESET: Handing = { decide: beginReset, give: handReset, notice: 'reset', lasts: 'within an hour' }

const NOTICES = new Map([
  ['invited', { kind: 'ok', text: 'The invitation is on its way.' } as const],
  ['role', { kind: 'ok', text: 'The role was changed.' } as const],
  ['suspended', { kind: 'ok', text: 'They are suspended and signed out.' } as const],
  ['restored', { kind: 'ok', text: 'They can sign in again.' } as const],
  ['reset', { kind: 'ok', text: 'The link is on its way.' } as const],
  ['removed', { kind: 'ok', text: 'They were removed and signed out.' } as const],
])

export const roleNamed = (text: string): Role => {
  if (!isOffered(text)) throw invalid({ role: 'Choose a role from the list.' })
  return text
}
export const personNamed = (text: string): UserId => {
  if (!isId(text)) throw notFound('Person')
  return text as UserId
}

/** Settings → People, for owners and administrators. */
export function peopleRoutes({ admit, shell, clock, byMail, urlOf }: PeopleDeps): AnyElysia {
  type Listed = Pick<PeoplePageProps, 'values' | 'problem' | 'handOver'>
  type Shown = Pick<PersonPageProps, 'problem' | 'handOver' | 'sure'>

  function list(actor: Signed, request: Request, notice?: string, shown: Listed = {}) {
    const stored = actor.tenant.read((tx) => ({ people: listPeople(tx), clock: clock(tx) }))
    const around = shell(actor, request, 'settings', NOTICES.get(notice ?? ''))
    return <PeoplePage {...stored} {...shown} shell={around} byMail={byMail} roles={OFFERED} mayMakeOwners={isOwner(actor)} />
  }
  function one(actor: Signed, request: Request, id: UserId, notice?: string, shown: Shown = {}) {
    const stored = actor.tenant.read((tx) => ({ person: getPerson(tx, id), clock: clock(tx), failure: failedLetter(tx, id) }))
    const around = shell(actor, request, 'settings', NOTICES.get(notice ?? ''))
    const why = actor.user?.id === id ? 'self' : stored.person.role === 'owner_admin' && !isOwner(actor) ? 'owner' : undefined
    return (
      <PersonPage
        {...stored}
        {...shown}
        shell={around}
        why={why}
        byMail={byMail}
        roles={OFFERED}
        mayMakeOwners={isOwner(actor)}
        maySeeSessions={actor.permissions.has('security')}
      />
    )
  }
  /** What was refused is said on the page of the person; what went well is said there too. */
  function act(actor: Signed, request: Request, id: UserId, notice: string, change: (tx: Tx) => unknown): Response | Promise<Response> {
    try {
      actor.tenant.write((tx) => void change(tx))
      return seeOther(`/settings/people/${id}?notice=${notice}`)
    } catch (error) {
      const { status, problem } = refusal(error)
      return page(one(actor, request, id, undefined, { problem }), status)
    }
  }
  const linkOf = (actor: Signed, path: string) => urlOf(actor.slug) + path

  return new Elysia({ prefix: '/settings/people', detail: { hide: true } })
    .use(signedIn(admit))
    .get('/', ({ actor, request, query }) => page(list(actor, request, query.notice)), { query: Noticed })
    .post(
      '/',
      ({ actor, tenant, request, body }) => {
        try {
          const { person, path } = tenant.write((tx) => {
            const invited = invitePerson(tx, { ...body, role: roleNamed(body.role) })
            return { person: invited, path: handInvitation(tx, invited, byMail) }
          })
          if (path === undefined) return seeOther('/settings/people?notice=invited')
          return page(list(actor, request, undefined, { handOver: { name: person.name, link: linkOf(actor, path), lasts: WEEK } }))
        } catch (error) {
          const { status, problem } = refusal(error)
          return page(list(actor, request, undefined, { values: body, problem }), status)
        }
      },
      { body: Invitation },
    )
    .get('/:id', ({ actor, request, params, query }) => page(one(actor, request, personNamed(params.id), query.notice)), { query: Noticed })
    .post(
      '/:id/role',
      ({ actor, request, params, body }) =>
        act(actor, request, personNamed(params.id), 'role', (tx) => setRole(tx, personNamed(params.id), roleNamed(body.role))),
      { body: t.Object({ role: t.String({ maxLength: 40 }) }) },
    )
    .post('/:id/suspension', ({ actor, request, params }) =>
      act(actor, request, personNamed(params.id), 'suspended', (tx) => suspendPerson(tx, personNamed(params.id))),
    )
    .post('/:id/readmission', ({ actor, request, params }) =>
      act(actor, request, personNamed(params.id), 'restored', (tx) => letInAgain(tx, personNamed(params.id))),
    )
    .post('/:id/invitation', ({ actor, request, params, body }) => hand(actor, request, personNamed(params.id), body, INVITATION), {
      body: SureForm,
    })
    .post('/:id/reset', ({ actor, request, params, body }) => hand(actor, request, personNamed(params.id), body, RESET), { body: SureForm })
    .get('/:id/removal', ({ actor, tenant, request, params }) =>
      page(
        <PersonRemovalPage shell={shell(actor, request, 'settings')} person={tenant.read((tx) => getPerson(tx, personNamed(params.id)))} />,
      ),
    )
    .post('/:id/removal', ({ actor, tenant, request, params }) => {
      const id = personNamed(params.id)
      try {
        tenant.write((tx) => removePerson(tx, id))
        return seeOther('/settings/people?notice=removed')
      } catch (error) {
        const { status, problem } = refusal(error)
        const person = tenant.read((tx) => getPerson(tx, id))
        return page(<PersonRemovalPage shell={shell(actor, request, 'settings')} person={person} problem={problem} />, status)
      }
    })

  function hand(
    actor: Signed,
    request: Request,
    id: UserId,
    sure: TypedSure,
    { decide, give, notice, lasts }: Handing,
  ): Response | Promise<Response> {
    try {
      const { person, path } = actor.tenant.write((tx) => {
        const decided = decide(tx, id, madeSure(sure))
        return { person: decided, path: give(tx, decided, byMail) }
      })
      if (path === undefined) return seeOther(`/settings/people/${id}?notice=${notice}`)
      return page(one(actor, request, id, undefined, { handOver: { name: person.name, link: linkOf(actor, path), lasts } }))
    } catch (error) {
      const { status, problem } = refusal(error)
      return page(one(actor, request, id, undefined, { problem, sure }), status)
    }
  }
}

const isOwner = ({ user }: Signed): boolean => user?.role === 'owner_admin'

/** What a person can put right or should know comes back on the page they were on; everything else is the edge's to answer. */
function refusal(error: unknown) {
  const statuses: Readonly<Record<string, number>> = { invalid: 422, conflict: 409, forbidden: 403 }
  const status = error instanceof AppError ? statuses[error.code] : undefined
  if (!(error instanceof AppError) || status === undefined) throw error
  return { status, problem: { message: error.message, errors: error.fields } }
}
