import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { invalid, notFound, unavailable } from '../../kit/errors.ts'
import { system } from '../../tenancy/index.ts'
import { JSON_BODY, problems, socketAddress } from '../../web/index.ts'
import { placeAt, refuseOtherTenant } from '../admit.routes.ts'
import { passwordRules } from '../sign-in/password-rules.ts'
import { passwordProblem } from '../sign-in/passwords.ts'
import { acceptNewAddress, findVerification } from './addresses.ts'
import { onTheBeat } from './beat.ts'
import type { ForgottenDeps } from './forgotten.routes.tsx'
import { acceptReset, askReset, findReset } from './resets.ts'

const Token = Type.String({ maxLength: 100 })
const tags = ['Sign-in']

/** What comes by mail, for programs. Public. */
export function linksApi({ identity, baseDomain, byMail, addressOf = socketAddress }: ForgottenDeps): AnyElysia {
  const { tenants, passwords, resetLimit } = identity
  const here = (request: Request) => {
    const place = placeAt(identity, request, baseDomain)
    refuseOtherTenant(request, place)
    return place
  }
  const knock = (request: Request) => tenants.as(here(request).id, system('link'))
  const as = (request: Request, id: string) => tenants.as(here(request).id, { kind: 'user', id })

  return new Elysia({ prefix: '/api/auth' })
    .post(
      '/resets',
      async ({ request, body, server, status }) => {
        const place = here(request)
        resetLimit(place.id, addressOf(request, server), body.email)
        if (!byMail) throw unavailable('No mail is set up here. Ask an owner of the office for a link.')
        await onTheBeat(() => tenants.as(place.id, system('forgotten')).write((tx) => askReset(tx, body.email)))
        return status(202, { message: 'If somebody here has that address, a link is on its way to it.' })
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ email: Type.String({ maxLength: 320 }) }),
        response: { 202: Type.Object({ message: Type.String() }), ...problems(403, 404, 422, 429, 503) },
        detail: {
          summary: 'Ask for a link to choose another password',
          description: 'The answer is the same for an unknown address.',
          tags,
          security: [],
        },
      },
    )
    .put(
      '/password',
      async ({ request, body: { token, password }, status }) => {
        const found = knock(request).read((tx) => {
          const user = findReset(tx, token)
          return user && { user, rules: passwordRules(tx, user, placeAt(identity, request, baseDomain)) }
        })
        if (!found) throw notFound('Link')
        const { user, rules } = found
        const weak = passwordProblem(password, rules)
        if (weak) throw invalid({ password: weak })
        const passwordHash = await passwords.hash(password)
        as(request, user.id).write((tx) => acceptReset(tx, token, passwordHash))
        return status(204, undefined)
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ token: Token, password: Type.String({ maxLength: 4096 }) }),
        response: { 204: Type.Undefined(), ...problems(403, 404, 422) },
        detail: { summary: 'Choose another password with the token of a link', tags, security: [] },
      },
    )
    .post(
      '/verifications',
      ({ request, body: { token }, status }) => {
        const found = knock(request).read((tx) => findVerification(tx, token))
        if (!found) throw notFound('Link')
        as(request, found.user.id).write((tx) => acceptNewAddress(tx, token))
        return status(204, undefined)
      },
      {
        parse: JSON_BODY,
        body: Type.Object({ token: Token }),
        response: { 204: Type.Undefined(), ...problems(403, 404, 409, 422) },
        detail: { summary: 'Confirm a new e-mail address with the token of a link', tags, security: [] },
      },
    )
}
