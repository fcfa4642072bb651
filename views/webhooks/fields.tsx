import { Checkbox } from '../ui/checkbox.tsx'
import { Field } from '../ui/field.tsx'

export type EventChoice = { type: string; label: string }
export type EndpointValues = { url: string; description: string; events: readonly string[] }
export type EndpointFieldsProps = {
  values: EndpointValues
  events: readonly EventChoice[]
  errors: Readonly<Record<string, string>>
}

export const EndpointFields = ({ values, events, errors }: EndpointFieldsProps) => (
  <>
    <Field
      name="url"
      label="Address"
      hint="Such as https://example.com/hooks/fax. Reachable from the internet, by https."
      value={values.url}
      error={errors['url']}
      maxlength={500}
      required
    />
    <Field name="description" label="What it is for (optional)" value={values.description} error={errors['description']} maxlength={120} />
    <fieldset class="stack" id="events">
      <legend>Events</legend>
      {errors['events'] ? (
        <p class="field__error" safe>
          {errors['events']}
        </p>
      ) : (
        ''
      )}
      {events.map(({ type, label }) => (
        <Checkbox
          name="event"
          id={`event-${type.replace('.', '-')}`}
          value={type}
          label={label}
          hint={type}
          checked={values.events.includes(type)}
        />
      ))}
    </fieldset>
  </>
)
