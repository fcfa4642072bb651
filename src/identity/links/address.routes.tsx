import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia, t } from 'elysia'
import { AddressPage } from '../../../views/account.tsx'
import { forbidden, rethrowUnlessInvalid, unavailable } from '../../kit/errors.ts'
import { type Admit, JSON_BODY, page, problems, type Shell, type Signed, seeOther, signedIn } from '../../web/index.ts'
import { type Prove, proveByPassword } from '../factor/proof.ts'
import type { UserId } from '../people/users.ts'
import { hasPassword } from '../sso/ways.ts'
import { askNewAddress, dropNewAddress, pendingEmailOf } from './addresses.ts'

export type AddressDeps = { readonly admit: Admit; readonly shell: Shell; readonly prove: Prove; readonly byMail: boolean }

const Form = t.Object({ email: t.String({ maxLength: 500 }), password: t.String({ maxLength: 1024, default: '' }) })
const PURPOSE = 'another e-mail address'

/** A person's own e-mail address: page and JSON. */
export function addressRoutes({ admit, shell, prove, byMail }: AddressDeps): AnyElysia {
  const show = (
    actor: Signed,
    request: Request,
    more: { typed?: string; problem?: { message: string; errors: Readonly<Record<string, string>> } } = {},
  ) => (
    <AddressPage
      shell={shell(actor, request, 'none')}
      email={actor.user?.email ?? ''}
      pending={actor.tenant.read((tx) => pendingEmailOf(tx, idOf(actor)))}
      byMail={byMail}
      hasPassword={actor.tenant.read((tx) => hasPassword(tx, idOf(actor)))}
      {...more}
    />
  )
  async function ask(actor: Signed, { email, password = '' }: { readonly email: string; readonly password?: string }): Promise<void> {
    if (!byMail) throw unavailable('No mail is set up here, so another address cannot be confirmed.')
    await proveByPassword(prove, actor.tenant, { password }, PURPOSE)
    actor.tenant.write((tx) => askNewAddress(tx, idOf(actor), email))
  }
  const drop = (actor: Signed) => actor.tenant.write((tx) => dropNewAddress(tx, idOf(actor)))

  return new Elysia()
    .use(signedIn(admit))
    .get('/account/email', ({ actor, request }) => page(show(actor, request)), { detail: { hide: true } })
    .post(
      '/account/email',
      async ({ actor, request, body }) => {
        try {
          await ask(actor, body)
          return seeOther('/account/email')
        } catch (error) {
          rethrowUnlessInvalid(error)
          return page(show(actor, request, { typed: body.email, problem: { message: error.message, errors: error.fields } }), 422)
        }
      },
      { body: Form, detail: { hide: true } },
    )
    .post(
      '/account/email/withdrawal',
      ({ actor }) => {
        drop(actor)
        return seeOther('/account/email')
      },
      { detail: { hide: true } },
    )
    .post(
      '/api/me/email',
      async ({ actor, body, status }) => {
        await ask(actor, body)
        return status(202, { message: 'A link is on its way to the new address.' })
      },
      {
        parse: JSON_BODY,
        body: Type.Object({
          email: Type.String({ maxLength: 500 }),
          password: Type.Optional(
            Type.String({ maxLength: 1024, description: 'Of who has one; who has none proves before who they are.' }),
          ),
        }),
        response: { 202: Type.Object({ message: Type.String() }), ...problems(401, 403, 422, 429, 503) },
        detail: {
          summary: 'Ask for another e-mail address of one’s own',
          description: 'A link goes to the new address.',
          tags: ['People'],
        },
      },
    )
    .delete(
      '/api/me/email',
      ({ actor, status }) => {
        drop(actor)
        return status(204, undefined)
      },
      {
        response: { 204: Type.Undefined(), ...problems(401, 403) },
        detail: { summary: 'Keep one’s e-mail address after all', tags: ['People'] },
      },
    )
}

function idOf({ user }: Signed): UserId {
  if (!user) throw forbidden('Only a person can do this, not a key.')
  return user.id as UserId
}
