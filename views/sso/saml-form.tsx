import type { RoleName } from '../people/words.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { Framed, tied } from '../ui/field-frame.tsx'
import { FactorThere, Groups, OnSignInPage, ProviderName, type RulesValues, WhoComesIn } from './rules.tsx'

export type SamlValues = RulesValues & {
  metadata: string
  metadataUrl: string
  mustBeEncrypted: boolean
  emailAttribute: string
  nameAttribute: string
  groupsAttribute: string
  factorContexts: string
}
export type SamlFormProps = {
  values: SamlValues
  roles: readonly RoleName[]
  action: string
  /** Its metadata is known, and needed again only when it changes. */
  isKnown: boolean
  errors: Readonly<Record<string, string>>
}

/** The same form for a new provider and for one that is here. */
export const SamlForm = ({ values, roles, action, isKnown, errors }: SamlFormProps) => (
  <form class="stack" method="post" action={action} data-guard>
    {/* The first button of a form is the one that Enter presses: it must save, and not read a file. */}
    <button type="submit" hidden tabindex={-1}>
      Save
    </button>
    <section class="card stack" aria-labelledby="provider-title">
      <h2 id="provider-title">The provider</h2>
      <ProviderName values={values} errors={errors} />
      <TextArea
        name="metadata"
        label="Its metadata"
        hint={
          isKnown
            ? 'Only when it has changed, such as for a new certificate: paste the XML, whole.'
            : 'Open or download it at the provider, and paste the XML here, whole.'
        }
        value={values.metadata}
        error={errors['metadata']}
        rows={5}
        maxlength={262_144}
      />
      <MetadataFile action={`${action}/reading`} error={errors['metadataFile']} />
      <Field
        name="metadataUrl"
        label="Or the address of its metadata"
        hint="Begins with https://. It is read each time you save this form."
        value={values.metadataUrl}
        error={errors['metadataUrl']}
        autocomplete="off"
        maxlength={2000}
      />
    </section>
    <WhoComesIn values={values} roles={roles} errors={errors} />
    <Groups values={values} roles={roles} errors={errors} />
    <section class="card stack" aria-labelledby="more-title">
      <h2 id="more-title">More</h2>
      <Checkbox
        name="mustBeEncrypted"
        label="Refuse answers that are not encrypted"
        hint="That the response and the assertion are signed is asked for always."
        checked={values.mustBeEncrypted}
      />
      <div class="pair">
        <Attribute name="emailAttribute" label="Attribute with the e-mail address" values={values} errors={errors} />
        <Attribute name="nameAttribute" label="Attribute with the name" values={values} errors={errors} />
      </div>
      <Attribute name="groupsAttribute" label="Attribute with the groups" values={values} errors={errors} />
      <FactorThere values={values} />
      <TextArea
        name="factorContexts"
        label="What it then says as the authentication context"
        hint="One a line. Whoever comes without one of these gives our second factor. Empty: it is believed without a word."
        value={values.factorContexts}
        error={errors['factorContexts']}
        rows={2}
        maxlength={4000}
      />
      <OnSignInPage values={values} />
    </section>
    <p>
      <Button kind="primary" label="Save" busy="Saving…" />
    </p>
  </form>
)

/** Sends the form to where the file is read into the field above: saving may ask who it is, which keeps text and no file. */
const MetadataFile = ({ action, error }: { action: string; error: string | undefined }) => {
  const frame = {
    name: 'metadataFile',
    label: 'Or its metadata as a file',
    hint: 'It is read into the field above, for you to save.',
    error,
  }
  return (
    <Framed frame={frame}>
      <div class="actions">
        <input type="file" accept=".xml,application/samlmetadata+xml,text/xml" {...tied(frame)} />
        <button
          type="submit"
          class="button button--plain button--small"
          formaction={action}
          formenctype="multipart/form-data"
          formnovalidate
        >
          <span data-label>Read the file</span>
        </button>
      </div>
    </Framed>
  )
}

type AttributeProps = Pick<SamlFormProps, 'values' | 'errors'> & {
  name: 'emailAttribute' | 'nameAttribute' | 'groupsAttribute'
  label: string
}
const Attribute = ({ name, label, values, errors }: AttributeProps) => (
  <Field
    name={name}
    label={label}
    hint="Empty: the usual ones."
    value={values[name]}
    error={errors[name]}
    autocomplete="off"
    maxlength={200}
  />
)
