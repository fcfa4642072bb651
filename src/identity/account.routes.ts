import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { type Admit, Problem, signedIn } from '../web/index.ts'

const Me = Type.Object({
  tenant: Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() }),
  user: Type.Union([Type.Object({ id: Type.String(), name: Type.String(), email: Type.String(), role: Type.String() }), Type.Null()]),
  keyId: Type.Union([Type.String(), Type.Null()]),
  permissions: Type.Array(Type.String()),
})
/** Who am I. */
export function accountApi({ admit }: { readonly admit: Admit }): AnyElysia {
  return new Elysia({ prefix: '/api' }).use(signedIn(admit)).get(
    '/me',
    ({ tenant, actor: { slug, officeName, user, keyId, permissions } }) => ({
      tenant: { id: tenant.id, slug, name: officeName },
      user: user ?? null,
      keyId: keyId ?? null,
      permissions: [...permissions],
    }),
    { response: { 200: Me, 401: Problem }, detail: { summary: 'Who this credential is, and what it may do', tags: ['Sign-in'] } },
  )
}
