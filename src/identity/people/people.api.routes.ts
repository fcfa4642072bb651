import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, JSON_BODY, made, problems, type Signed, signedIn } from '../../web/index.ts'
import { handInvitation, handReset } from '../links/handing.ts'
import { beginReset } from '../links/resets.ts'
import { Sure } from '../made-sure.routes.ts'
import { madeSure } from '../made-sure.ts'
import { OFFERED } from '../permissions.ts'
import { personNamed } from './people.routes.tsx'
import { getPerson, inviteAgain, invitePerson, letInAgain, listPeople, removePerson, setRole, suspendPerson } from './people.ts'
import type { User } from './users.ts'

const Role = Type.Union(OFFERED.map((role) => Type.Literal(role)))
const Person = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: Type.String(),
  state: Type.String({ description: 'invited, active or suspended' }),
  createdAt: Type.String({ format: 'date-time' }),
  lastSignInAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})
const Handed = Type.Composite([
  Person,
  Type.Object({ link: Type.Union([Type.String(), Type.Null()], { description: 'To hand over, shown once; null when it went by mail.' }) }),
])
const One = Type.Object({ id: Type.String({ maxLength: 64 }) })
const tags = ['People']

export type PeopleApiDeps = { readonly admit: Admit; readonly byMail: boolean; readonly urlOf: (slug: string) => string }

/** The people of an office, for programs that act for an owner or administrator; no key may do any of it. */
export function peopleApi({ admit, byMail, urlOf }: PeopleApiDeps): AnyElysia {
  const handed = (actor: Signed, person: User, path: string | undefined) => ({
    ...shown(person),
    link: path === undefined ? null : urlOf(actor.slug) + path,
  })
  const described = (summary: string) => ({ summary, tags })

  return new Elysia({ prefix: '/api/people' })
    .use(signedIn(admit))
    .get('/', ({ tenant }) => ({ data: tenant.read(listPeople).map(shown) }), {
      response: { 200: Type.Object({ data: Type.Array(Person) }), ...problems(401, 403) },
      detail: described('List the people of the office'),
    })
    .post(
      '/',
      ({ actor, tenant, body }) =>
        made(
          '/api/people',
          tenant.write((tx) => {
            const person = invitePerson(tx, body)
            return handed(actor, person, handInvitation(tx, person, byMail))
          }),
        ),
      {
        parse: JSON_BODY,
        body: Type.Object({ name: Type.String({ maxLength: 500 }), email: Type.String({ maxLength: 500 }), role: Role }),
        response: { 201: Handed, ...problems(401, 403, 409, 422) },
        detail: described('Invite a person'),
      },
    )
    .get('/:id', ({ tenant, params }) => shown(tenant.read((tx) => getPerson(tx, personNamed(params.id)))), {
      params: One,
      response: { 200: Person, ...problems(401, 403, 404) },
      detail: described('One person'),
    })
    .patch('/:id', ({ tenant, params, body }) => shown(tenant.write((tx) => setRole(tx, personNamed(params.id), body.role))), {
      parse: JSON_BODY,
      params: One,
      body: Type.Object({ role: Role }),
      response: { 200: Person, ...problems(401, 403, 404, 409, 422) },
      detail: described('Change a person’s role'),
    })
    .delete(
      '/:id',
      ({ tenant, params, status }) => {
        tenant.write((tx) => removePerson(tx, personNamed(params.id)))
        return status(204, undefined)
      },
      {
        params: One,
        response: { 204: Type.Undefined(), ...problems(401, 403, 404, 409) },
        detail: described('Remove a person, or withdraw an invitation'),
      },
    )
    .post('/:id/suspension', ({ tenant, params }) => shown(tenant.write((tx) => suspendPerson(tx, personNamed(params.id)))), {
      params: One,
      response: { 200: Person, ...problems(401, 403, 404, 409) },
      detail: described('Suspend a person: signed out everywhere at once'),
    })
    .post('/:id/readmission', ({ tenant, params }) => shown(tenant.write((tx) => letInAgain(tx, personNamed(params.id)))), {
      params: One,
      response: { 200: Person, ...problems(401, 403, 404) },
      detail: described('Let a suspended person in again'),
    })
    .post(
      '/:id/invitations',
      ({ actor, tenant, params, body }) =>
        tenant.write((tx) => {
          const person = inviteAgain(tx, personNamed(params.id), madeSure(body))
          return handed(actor, person, handInvitation(tx, person, byMail))
        }),
      {
        parse: JSON_BODY,
        params: One,
        body: Sure,
        response: { 200: Handed, ...problems(401, 403, 404, 409, 422) },
        detail: described('Send an invitation again'),
      },
    )
    .post(
      '/:id/resets',
      ({ actor, tenant, params, body }) =>
        tenant.write((tx) => {
          const person = beginReset(tx, personNamed(params.id), madeSure(body))
          return handed(actor, person, handReset(tx, person, byMail))
        }),
      {
        parse: JSON_BODY,
        params: One,
        body: Sure,
        response: { 200: Handed, ...problems(401, 403, 404, 409, 422) },
        detail: described('Begin a change of a person’s password'),
      },
    )
}

const shown = ({ id, name, email, role, state, createdAt, lastSignInAt }: User) => ({
  id,
  name,
  email,
  role,
  state,
  createdAt: createdAt.toISOString(),
  lastSignInAt: lastSignInAt?.toISOString() ?? null,
})
