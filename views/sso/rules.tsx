import { ROLE_WORDS, type RoleName } from '../people/words.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Field, Select } from '../ui/field.tsx'

export type RulesValues = {
  name: string
  isEnabled: boolean
  letsNewPeopleIn: boolean
  defaultRole: RoleName | null
  groupRoles: readonly { group: string; role: RoleName }[]
  groupsMakeOwners: boolean
  linksByAddress: boolean
  asksFactor: boolean
}
export type RulesProps = { values: RulesValues; roles: readonly RoleName[]; errors: Readonly<Record<string, string>> }

const SPARE_ROWS = 3
const roleChoices = (roles: readonly RoleName[]) => roles.map((value) => ({ value, label: ROLE_WORDS[value] }))

type PartProps = Pick<RulesProps, 'values'>

export const ProviderName = ({ values, errors }: Pick<RulesProps, 'values' | 'errors'>) => (
  <Field
    name="name"
    label="Name"
    hint="On the button: “Sign in with …”."
    value={values.name}
    error={errors['name']}
    autocomplete="off"
    maxlength={60}
    required
  />
)

export const FactorThere = ({ values }: PartProps) => (
  <Checkbox
    name="asksFactor"
    label="The provider asks for a second factor"
    hint="Then owners and administrators are not asked for another one here. Tick it only if nobody gets past the provider without."
    checked={values.asksFactor}
  />
)

export const OnSignInPage = ({ values }: PartProps) => (
  <Checkbox name="isEnabled" label="Show its button on the sign-in page" checked={values.isEnabled} />
)

/** What is decided about people, whatever the provider speaks. */
export const WhoComesIn = ({ values, roles, errors }: RulesProps) => (
  <section class="card stack" aria-labelledby="who-title">
    <h2 id="who-title">Who comes in</h2>
    <Checkbox
      name="linksByAddress"
      label="Know people by their e-mail address"
      hint="Somebody you invited, or who is here already, is the person at the provider who has the same address, if the provider vouches for it."
      checked={values.linksByAddress}
    />
    <Checkbox
      name="letsNewPeopleIn"
      label="Let new people in without an invitation"
      hint="Whoever the provider lets in can work here at once."
      checked={values.letsNewPeopleIn}
    />
    <Select
      name="defaultRole"
      label="Their role"
      hint="Of new people, and of whoever is in none of the groups below if you give roles to groups."
      value={values.defaultRole ?? ''}
      error={errors['defaultRole']}
      options={[
        { value: '', label: 'None: only the groups below come in' },
        ...roleChoices(roles.filter((role) => role !== 'owner_admin')),
      ]}
    />
  </section>
)

export const Groups = ({ values, roles, errors }: RulesProps) => (
  <section class="card stack" aria-labelledby="groups-title">
    <h2 id="groups-title">Roles by group</h2>
    <p class="quiet">
      At each sign-in the first of these groups that somebody is in decides their role. Without any, roles are given under People. To take a
      row away, empty it.
    </p>
    {rowsOf(values).map(({ group, role }, index) => (
      <div class="pair">
        <Field
          name="group"
          id={index === 0 ? 'groupRoles' : `group-${index}`}
          label={`Group ${index + 1}`}
          value={group}
          error={index === 0 ? errors['groupRoles'] : undefined}
          autocomplete="off"
          maxlength={200}
        />
        <Select
          name="groupRole"
          id={`group-role-${index}`}
          label={`Role of group ${index + 1}`}
          value={role}
          options={roleChoices(roles)}
        />
      </div>
    ))}
    <Checkbox
      name="groupsMakeOwners"
      label="Groups may make and unmake owners"
      hint="Whoever rules the groups at the provider then rules this office. The last owner always stays one."
      checked={values.groupsMakeOwners}
    />
  </section>
)

const rowsOf = ({ groupRoles }: RulesValues): RulesValues['groupRoles'] => [
  ...groupRoles,
  ...Array.from({ length: SPARE_ROWS }, () => ({ group: '', role: 'user' as const })),
]
