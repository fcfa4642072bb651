import { PublicLayout } from './public-layout.tsx'
import { Button } from './ui/button.tsx'
import { Field } from './ui/field.tsx'

export type FindOfficePageProps = {
  /** The host offices live under, such as localhost:3000. */
  host: string
  office?: string | undefined
  error?: string | undefined
}

export const FindOfficePage = ({ host, office, error }: FindOfficePageProps) => (
  <PublicLayout title="Find your office · Frontdesk">
    <h1>Find your office</h1>
    <form method="get" action="/office" class="stack">
      <Field
        name="office"
        label="Office name in the address"
        hint={`The short name before .${host}, such as maple. Your office’s owner knows it.`}
        error={error}
        value={office}
        autocomplete="organization"
        required
        autofocus
      />
      <Button kind="primary" label="Go to my office" />
    </form>
  </PublicLayout>
)
