import { Layout, type ShellProps } from '../layout.tsx'
import type { RoleName } from '../people/words.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasswordField } from '../ui/password.tsx'
import { SSO_PLACE } from './index.tsx'
import { FactorThere, Groups, OnSignInPage, ProviderName, type RulesValues, WhoComesIn } from './rules.tsx'

export type OidcValues = RulesValues & {
  preset: 'google' | 'microsoft' | 'other'
  issuer: string
  clientId: string
  allowed: string
  groupsClaim: string
  factorWords: string
}
export type OidcFormProps = {
  values: OidcValues
  /** Whether one is kept; it is never shown. */
  hasSecret: boolean
  roles: readonly RoleName[]
  action: string
  errors: Readonly<Record<string, string>>
}

/** GET /settings/single-sign-on/new */
export const NewOidcPage = ({
  shell,
  problem,
  ...form
}: Omit<OidcFormProps, 'errors'> & { shell: ShellProps; problem?: ErrorSummaryProps | undefined }) => (
  <Layout title="Add a provider" shell={shell}>
    <PageHead title="Add a provider" back={{ href: SSO_PLACE, label: 'Single sign-on' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    <p class="quiet">
      Register Frontdesk at your provider as a web application. The redirect address to enter there is shown when you have added it here; it
      is switched on after that.
    </p>
    <OidcForm {...form} errors={problem?.errors ?? {}} />
  </Layout>
)

const PRESETS = [
  { value: 'google', label: 'Google Workspace' },
  { value: 'microsoft', label: 'Microsoft Entra' },
  { value: 'other', label: 'Another, by OpenID Connect' },
] as const

export const OidcForm = ({ values, hasSecret, roles, action, errors }: OidcFormProps) => (
  <form class="stack" method="post" action={action} data-guard>
    <section class="card stack" aria-labelledby="provider-title">
      <h2 id="provider-title">The provider</h2>
      <div class="pair">
        <ProviderName values={values} errors={errors} />
        <Select name="preset" label="Kind" value={values.preset} options={PRESETS} />
      </div>
      <Field
        name="issuer"
        label="Issuer"
        hint="Only for another provider: its address, such as https://id.office.example/realms/office."
        value={values.issuer}
        error={errors['issuer']}
        autocomplete="off"
        maxlength={500}
      />
      <TextArea
        name="allowed"
        label="Who may come from there"
        hint="Google: the domains of your Workspace. Microsoft: the directory (tenant) IDs. One a line. What stands in an e-mail address is not enough."
        value={values.allowed}
        error={errors['allowed']}
        rows={2}
        maxlength={2000}
      />
      <div class="pair">
        <Field
          name="clientId"
          label="Client ID"
          value={values.clientId}
          error={errors['clientId']}
          autocomplete="off"
          maxlength={300}
          required
        />
        <PasswordField
          name="clientSecret"
          label="Client secret"
          hint={
            hasSecret
              ? 'One is kept and never shown. Enter another to replace it.'
              : 'Kept sealed with your records, and never shown again.'
          }
          error={errors['clientSecret']}
          autocomplete="new-password"
        />
      </div>
    </section>
    <WhoComesIn values={values} roles={roles} errors={errors} />
    <Groups values={values} roles={roles} errors={errors} />
    <section class="card stack" aria-labelledby="more-title">
      <h2 id="more-title">More</h2>
      <Field
        name="groupsClaim"
        label="Name of the claim with the groups"
        hint="Usually groups; roles at some providers."
        value={values.groupsClaim}
        error={errors['groupsClaim']}
        autocomplete="off"
        maxlength={100}
      />
      <FactorThere values={values} />
      <Field
        name="factorWords"
        label="What it then says in amr or acr"
        hint="Such as mfa. Whoever comes without one of these words gives our second factor. Empty: it is believed without a word."
        value={values.factorWords}
        error={errors['factorWords']}
        autocomplete="off"
        maxlength={500}
      />
      <OnSignInPage values={values} />
    </section>
    <p>
      <Button kind="primary" label="Save" busy="Saving…" />
    </p>
  </form>
)
