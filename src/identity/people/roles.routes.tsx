import { Type } from '@sinclair/typebox'
import { type AnyElysia, Elysia } from 'elysia'
import { permissionWords, RIGHT_WORDS, type Right, type RightLine, RolesPage } from '../../../views/people/roles.tsx'
import { ROLE_MAY, ROLE_WORDS } from '../../../views/people/words.tsx'
import { csv } from '../../kit/csv.ts'
import { type Admit, page, problems, type Shell, signedIn } from '../../web/index.ts'
import { ALLOWED, isComing, isOfKeys, OFFERED, OWN_ONLY, PERMISSIONS, type Permission, type Role } from '../permissions.ts'

const Matrix = Type.Object({
  roles: Type.Array(
    Type.Object({
      role: Type.String(),
      label: Type.String(),
      may: Type.String({ description: 'In a few words.' }),
      permissions: Type.Array(Type.String()),
    }),
  ),
  permissions: Type.Array(
    Type.Object({
      permission: Type.String(),
      label: Type.String(),
      coming: Type.Boolean({ description: 'There is nothing yet to use it on.' }),
    }),
  ),
})
const hidden = { detail: { hide: true } } as const

const rightOf = (role: Role, permission: Permission): Right => {
  if (!ALLOWED[role].has(permission)) return 'no'
  return OWN_ONLY.has(role) && permission.startsWith('faxes:') ? 'own' : 'yes'
}
const RIGHTS: readonly RightLine[] = PERMISSIONS.filter((each) => !isOfKeys(each)).map((permission) => ({
  permission,
  isComing: isComing(permission),
  of: OFFERED.map((role) => rightOf(role, permission)),
}))

/** The one table of rights as everybody here may read it. */
export function roleRoutes({ admit, shell }: { readonly admit: Admit; readonly shell: Shell }): AnyElysia {
  return new Elysia()
    .use(signedIn(admit))
    .get(
      '/roles',
      ({ actor, request }) =>
        page(<RolesPage shell={shell(actor, request, 'none')} officeName={actor.officeName} roles={OFFERED} rights={RIGHTS} />),
      hidden,
    )
    .get('/roles.csv', () => csv('roles', ['Right', 'Permission', ...OFFERED.map((role) => ROLE_WORDS[role])], RIGHTS.map(lineOf)), hidden)
    .get(
      '/api/roles',
      () => ({
        roles: OFFERED.map((role) => ({ role, label: ROLE_WORDS[role], may: ROLE_MAY[role], permissions: [...ALLOWED[role]] })),
        permissions: RIGHTS.map(({ permission, isComing: coming }) => ({ permission, label: permissionWords(permission), coming })),
      }),
      { response: { 200: Matrix, ...problems(401) }, detail: { summary: 'What each role may do', tags: ['People'] } },
    )
}

const lineOf = ({ permission, of }: RightLine) => [permissionWords(permission), permission, ...of.map((right) => RIGHT_WORDS[right])]
