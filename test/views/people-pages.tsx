import { AddressPage } from '../../views/account.tsx'
import { ForgottenPage, ForgottenSentPage, LinkOverPage, ResetPage, VerifyPage } from '../../views/forgotten.tsx'
import { OwnPasswordPage } from '../../views/own-password.tsx'
import { PeoplePage, type PeoplePageProps } from '../../views/people/index.tsx'
import { type Right, RolesPage } from '../../views/people/roles.tsx'
import { PersonPage, type PersonPageProps, PersonRemovalPage } from '../../views/people/show.tsx'
import type { PersonLine, RoleName } from '../../views/people/words.tsx'
import { AfreshPage } from '../../views/security/afresh.tsx'
import { FactorResetPage } from '../../views/security/reset.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, now, shell, times } from './invented.ts'

const STATES = ['invited', 'active', 'suspended'] as const
const person = (index: number): PersonLine => ({
  id: id(index),
  name: `${HOSTILE} ${index}`,
  email: `person-${index}@maple.example`,
  role: index ? 'user' : 'owner_admin',
  state: STATES[index % 3] ?? 'active',
  lastSignInAt: index ? now : null,
})
const handOver = { name: HOSTILE, link: 'http://maple.localhost/welcome/invented', lasts: 'within seven days' }
const problem = { message: 'Check the form.', errors: { name: 'Enter a name.', email: 'Enter an address.', password: 'Wrong.' } }
const roles: readonly RoleName[] = ['owner_admin', 'user', 'doctor']
const list: PeoplePageProps = { shell: shell('settings'), clock, roles, people: times(4, person), mayMakeOwners: true, byMail: true }
const one: PersonPageProps = {
  shell: shell('settings'),
  clock,
  roles,
  person: person(1),
  why: undefined,
  mayMakeOwners: true,
  maySeeSessions: true,
  byMail: true,
}

export const peoplePages: readonly Example[] = [
  { name: 'people', element: <PeoplePage {...list} /> },
  { name: 'people, a link to hand over', element: <PeoplePage {...list} byMail={false} handOver={handOver} /> },
  { name: 'people, refused', element: <PeoplePage {...list} values={{ name: HOSTILE, email: HOSTILE, role: 'user' }} problem={problem} /> },
  ...times(3, (index) => ({ name: `person ${STATES[index]}`, element: <PersonPage {...one} person={person(index)} /> })),
  { name: 'person, oneself', element: <PersonPage {...one} why="self" failure="The mail server refused it." handOver={handOver} /> },
  { name: 'person, an owner', element: <PersonPage {...one} why="owner" problem={{ message: HOSTILE }} /> },
  {
    name: 'roles',
    element: (
      <RolesPage
        shell={shell('none')}
        officeName={HOSTILE}
        roles={roles}
        rights={['faxes:read', 'patients:read'].map((permission, index) => ({
          permission,
          isComing: index === 1,
          of: ['yes', 'own', 'no'] satisfies Right[],
        }))}
      />
    ),
  },
  { name: 'person, removal', element: <PersonRemovalPage shell={shell('settings')} person={person(1)} /> },
  {
    name: 'person, how it was made sure',
    element: (
      <PersonPage
        {...one}
        sure={{ sureBy: 'called_back', sureNote: HOSTILE }}
        problem={{ message: HOSTILE, errors: { sureBy: HOSTILE, sureNote: HOSTILE } }}
      />
    ),
  },
  { name: 'second factor, reset', element: <FactorResetPage shell={shell('settings')} person={person(1)} /> },
  {
    name: 'second factor, reset refused',
    element: (
      <FactorResetPage
        shell={shell('settings')}
        person={person(1)}
        sure={{ sureBy: '', sureNote: HOSTILE }}
        problem={{ message: HOSTILE, errors: { sureBy: HOSTILE } }}
      />
    ),
  },
  {
    name: 'person, withdrawal',
    element: <PersonRemovalPage shell={shell('settings')} person={person(0)} problem={{ message: HOSTILE }} />,
  },
  {
    name: 'address',
    element: <AddressPage shell={shell('none')} email={HOSTILE} pending={HOSTILE} byMail hasPassword problem={problem} typed={HOSTILE} />,
  },
  {
    name: 'address, no mail',
    element: <AddressPage shell={shell('none')} email={HOSTILE} pending={undefined} byMail={false} hasPassword />,
  },
  {
    name: 'address, no password',
    element: <AddressPage shell={shell('none')} email={HOSTILE} pending={undefined} byMail hasPassword={false} />,
  },
  { name: 'own password', element: <OwnPasswordPage shell={shell('none')} shortest={15} hasPassword problem={problem} /> },
  { name: 'own password, none', element: <OwnPasswordPage shell={shell('none')} shortest={15} hasPassword={false} /> },
  { name: 'signed in again', element: <AfreshPage officeName={HOSTILE} /> },
  { name: 'forgotten', element: <ForgottenPage officeName={HOSTILE} byMail email={HOSTILE} problem={problem} /> },
  { name: 'forgotten, no mail', element: <ForgottenPage officeName={HOSTILE} byMail={false} /> },
  { name: 'forgotten, sent', element: <ForgottenSentPage officeName={HOSTILE} /> },
  { name: 'reset', element: <ResetPage officeName={HOSTILE} email={HOSTILE} token="t" shortest={15} problem={problem} /> },
  { name: 'verify', element: <VerifyPage officeName={HOSTILE} email={HOSTILE} token="t" /> },
  { name: 'link over', element: <LinkOverPage officeName={HOSTILE} /> },
]
