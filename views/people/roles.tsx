import { Layout, type ShellProps } from '../layout.tsx'
import { LinkButton } from '../ui/button.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { ROLE_WORDS, type RoleName } from './words.tsx'

export type Right = 'yes' | 'own' | 'no'
export type RightLine = { permission: string; isComing: boolean; of: readonly Right[] }
export type RolesPageProps = { shell: ShellProps; officeName: string; roles: readonly RoleName[]; rights: readonly RightLine[] }

const PERMISSION_WORDS: Readonly<Record<string, string>> = {
  'faxes:read': 'Read faxes, sent and received',
  'faxes:write': 'Send faxes and cancel them',
  'contacts:read': 'Look up contacts',
  'contacts:write': 'Add, change and delete contacts',
  'jobs:read': 'See work that goes on in the background',
  'jobs:write': 'Start stopped work again',
  'audit:read': 'Read the audit trail',
  'settings:read': 'See the settings',
  'settings:write': 'Change the settings, make API keys',
  people: 'Invite people, change roles, remove people',
  custody: 'Take all records away, say how long they are kept',
  security: 'Say how everybody signs in',
  account: 'Sign in, and look after their own account',
  'patients:create': 'Register patients',
  'patients:read': 'Look at patients',
  'patients:update': 'Change what is known of patients',
  'patients:delete': 'Delete patients',
  'prescriptions:create': 'Write prescriptions',
  'prescriptions:read': 'Read prescriptions',
  'prescriptions:update': 'Change prescriptions',
  'prescriptions:dispense': 'Dispense prescriptions',
  billing: 'Pay for Frontdesk, see invoices',
}
export const permissionWords = (permission: string): string =>
  (Object.hasOwn(PERMISSION_WORDS, permission) ? PERMISSION_WORDS[permission] : undefined) ?? permission
export const RIGHT_WORDS: Readonly<Record<Right, string>> = { yes: 'Yes', own: 'Their own', no: 'No' }

/** GET /roles: what each role may do, to read and to print. */
export const RolesPage = ({ shell, officeName, roles, rights }: RolesPageProps) => (
  <Layout title="Who may do what" shell={shell}>
    <PageHead title="Who may do what">
      <LinkButton href="/emergency" icon="alert" label="In an emergency" />
      <LinkButton href="/roles.csv" icon="download" label="Export CSV" download />
    </PageHead>
    <div class="stack">
      <section class="card stack" aria-labelledby="today-title">
        <h2 id="today-title">Today</h2>
        <p safe>{`Everybody at ${officeName} has one role. It says what they may do; a change counts from their next click.`}</p>
        <p>An owner may narrow it further: to hours, to addresses, and for owners and admins to devices that were approved.</p>
        <Matrix label="Rights of today" roles={roles} rights={rights.filter(({ isComing }) => !isComing)} />
      </section>
      <section class="card stack" aria-labelledby="coming-title">
        <h2 id="coming-title">When patients and invoices come</h2>
        <p>Frontdesk keeps no patients, prescriptions or invoices yet. The roles have these rights already, and nothing to use them on.</p>
        <Matrix label="Rights to come" roles={roles} rights={rights.filter(({ isComing }) => isComing)} />
      </section>
    </div>
  </Layout>
)

type MatrixProps = { label: string; roles: readonly RoleName[]; rights: readonly RightLine[] }

/** Wider than a phone: it moves sideways by itself, by key too. */
const Matrix = ({ label, roles, rights }: MatrixProps) => (
  <section class="wide" tabindex="0" aria-label={label}>
    <table class="matrix">
      <caption class="hide-visually" safe>
        {label}
      </caption>
      <thead>
        <tr>
          <th scope="col">Right</th>
          {roles.map((role) => (
            <th scope="col" safe>
              {ROLE_WORDS[role]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rights.map(({ permission, of }) => (
          <tr>
            <th scope="row" safe>
              {permissionWords(permission)}
            </th>
            {of.map((right) => (
              <td class={`right--${right}`} safe>
                {RIGHT_WORDS[right]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)
