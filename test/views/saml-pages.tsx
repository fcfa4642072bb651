import { NewSamlPage, SamlPage, type SamlPageProps } from '../../views/sso/saml.tsx'
import { TrialPage } from '../../views/sso/trial.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, now, shell, times } from './invented.ts'

const STANDINGS = ['ok', 'soon', 'expired'] as const
const certificates = times(3, (index) => ({ fingerprint: `${'AB:'.repeat(31)}AB`, expiresAt: now, standing: STANDINGS[index] ?? 'ok' }))
const problem = { message: 'Check the form.', errors: { name: 'Enter a name.', metadata: HOSTILE, emailAttribute: 'Too long.' } }
const values = {
  name: HOSTILE,
  metadata: HOSTILE,
  metadataUrl: HOSTILE,
  mustBeEncrypted: true,
  emailAttribute: HOSTILE,
  nameAttribute: '',
  groupsAttribute: HOSTILE,
  factorContexts: HOSTILE,
  isEnabled: false,
  letsNewPeopleIn: true,
  defaultRole: 'user',
  groupRoles: [{ group: HOSTILE, role: 'user' }],
  groupsMakeOwners: false,
  linksByAddress: true,
  asksFactor: false,
} as const
const roles = ['owner_admin', 'admin', 'user', 'auditor'] as const
const props: SamlPageProps = {
  shell: shell('settings'),
  clock,
  connection: {
    id: id(1),
    name: HOSTILE,
    ours: { entityId: HOSTILE, acsUrl: HOSTILE, certificates },
    theirs: { entityId: HOSTILE, signInUrl: HOSTILE, certificates },
  },
  values,
  roles,
}
const trial = { shell: shell('settings'), name: HOSTILE, place: '/x' }

export const samlPages: readonly Example[] = [
  { name: 'SAML, new', element: <NewSamlPage shell={shell('settings')} values={values} roles={roles} /> },
  { name: 'SAML, new, refused', element: <NewSamlPage shell={shell('settings')} values={values} roles={roles} problem={problem} /> },
  { name: 'SAML', element: <SamlPage {...props} /> },
  {
    name: 'SAML, one key, refused',
    element: (
      <SamlPage
        {...props}
        connection={{ ...props.connection, ours: { ...props.connection.ours, certificates: certificates.slice(0, 1) } }}
        problem={problem}
      />
    ),
  },
  { name: 'SAML, trial that failed', element: <TrialPage {...trial} said={{ kind: 'error', text: HOSTILE }} /> },
  {
    name: 'SAML, trial that went well',
    element: <TrialPage {...trial} said={{ kind: 'ok', text: HOSTILE }} claims={[{ term: 'E-mail', text: HOSTILE }]} />,
  },
]
