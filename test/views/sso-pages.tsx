import { SignInPage } from '../../views/sign-in.tsx'
import { SsoPage } from '../../views/sso/index.tsx'
import { NewOidcPage, type OidcValues } from '../../views/sso/oidc.tsx'
import { ProviderPage, type ProviderPageProps, ProviderRemovalPage } from '../../views/sso/show.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, now, shell, times } from './invented.ts'

const owners = times(2, (index) => ({ id: id(index), name: `${HOSTILE} ${index}`, email: `owner-${index}@maple.example` }))
const connections = times(3, (index) => ({
  id: id(index),
  name: `${HOSTILE} ${index}`,
  kind: index === 2 ? ('saml' as const) : ('oidc' as const),
  isEnabled: index !== 1,
}))
const values: OidcValues = {
  name: HOSTILE,
  preset: 'other',
  issuer: HOSTILE,
  clientId: HOSTILE,
  allowed: HOSTILE,
  groupsClaim: HOSTILE,
  factorWords: HOSTILE,
  isEnabled: true,
  letsNewPeopleIn: true,
  defaultRole: 'user',
  groupRoles: [{ group: HOSTILE, role: 'admin' }],
  groupsMakeOwners: false,
  linksByAddress: true,
  asksFactor: true,
}
const roles = ['owner_admin', 'admin', 'user', 'doctor'] as const
const problem = {
  message: 'Check the form.',
  errors: { name: 'Enter a name.', issuer: 'Wrong.', allowed: 'Wrong.', clientId: 'Wrong.', groupRoles: 'Wrong.', defaultRole: 'Wrong.' },
}
const list = { shell: shell('settings'), connections, breakGlassId: undefined, owners }
const one: ProviderPageProps = {
  shell: shell('settings'),
  clock,
  id: id(1),
  values,
  hasSecret: true,
  roles,
  redirectUri: 'https://maple.example/sign-in/sso/invented/callback',
  people: times(2, (index) => ({ id: id(index), name: `${HOSTILE} ${index}`, email: HOSTILE, linkedAt: now })),
}

export const ssoPages: readonly Example[] = [
  { name: 'single sign-on', element: <SsoPage {...list} /> },
  { name: 'single sign-on, none', element: <SsoPage {...list} connections={[]} /> },
  {
    name: 'single sign-on, refused',
    element: <SsoPage {...list} problem={{ message: HOSTILE, errors: { breakGlass: 'Choose an owner.' } }} />,
  },
  { name: 'single sign-on only', element: <SsoPage {...list} breakGlassId={id(1)} /> },
  {
    name: 'single sign-on, new',
    element: <NewOidcPage shell={shell('settings')} values={values} hasSecret={false} roles={roles} action="/" />,
  },
  {
    name: 'single sign-on, new, refused',
    element: <NewOidcPage shell={shell('settings')} values={values} hasSecret={false} roles={roles} action="/" problem={problem} />,
  },
  { name: 'provider', element: <ProviderPage {...one} /> },
  { name: 'provider, nobody', element: <ProviderPage {...one} people={[]} problem={problem} /> },
  {
    name: 'provider, tested',
    element: <ProviderPage {...one} findings={(['ok', 'warn', 'wrong'] as const).map((standing) => ({ standing, text: HOSTILE }))} />,
  },
  {
    name: 'provider, removal',
    element: <ProviderRemovalPage shell={shell('settings')} id={id(1)} name={HOSTILE} problem={{ message: HOSTILE }} />,
  },
  { name: 'sign in, providers', element: <SignInPage officeName={HOSTILE} providers={connections} next="/faxes" /> },
  {
    name: 'sign in, providers only',
    element: <SignInPage officeName={HOSTILE} providers={connections} isSsoOnly message={HOSTILE} email={HOSTILE} />,
  },
]
