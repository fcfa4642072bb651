import { formatPhone } from '../../src/kit/phone.ts'
import { Field, Select } from '../ui/field.tsx'

export type NumberLine = { fax: string; label: string }
export type NumberFieldsProps = { numbers: readonly NumberLine[]; errors: Readonly<Record<string, string>> }

const MOST = 10
const EMPTY_LINE = { fax: '', label: '' }

/** A line for each number and an empty one for another; the first, unless another is chosen, is the main one. */
export const NumberFields = ({ numbers, errors }: NumberFieldsProps) => {
  const [main = EMPTY_LINE, ...others] = numbers
  const lines = others.length < MOST - 1 ? [...others, EMPTY_LINE] : others
  return (
    <fieldset class="stack">
      <legend>Fax numbers</legend>
      <div class="pair">
        <Field
          name="fax"
          type="tel"
          inputmode="tel"
          label="Fax number"
          hint="Ten digits for the US and Canada; start with + for other countries."
          value={formatPhone(main.fax)}
          error={errors['fax']}
          autocomplete="off"
          required
        />
        <Field
          name="label"
          label="Label (optional)"
          hint="Such as Front desk or Referrals."
          value={main.label}
          autocomplete="off"
          maxlength={40}
        />
      </div>
      {lines.map((line, index) => (
        <OtherNumber line={line} position={index + 1} error={errors[`otherNumbers-${index + 1}`]} />
      ))}
      <MainNumber numbers={numbers} />
    </fieldset>
  )
}

const OtherNumber = ({ line, position, error }: { line: NumberLine; position: number; error: string | undefined }) => (
  <div class="pair">
    <Field
      name="fax"
      id={`otherNumbers-${position}`}
      type="tel"
      inputmode="tel"
      label={line.fax ? `Fax number ${position + 1}` : 'Another fax number (optional)'}
      value={formatPhone(line.fax)}
      error={error}
      autocomplete="off"
    />
    <Field
      name="label"
      id={`label-${position}`}
      label={`Label of number ${position + 1} (optional)`}
      value={line.label}
      autocomplete="off"
      maxlength={40}
    />
  </div>
)

const MainNumber = ({ numbers }: { numbers: readonly NumberLine[] }) =>
  numbers.length < 2 ? (
    ''
  ) : (
    <Select
      name="main"
      id="main-number"
      label="Main number: faxes go here unless another is chosen"
      value="0"
      options={numbers.map(({ fax, label }, index) => ({
        value: String(index),
        label: [formatPhone(fax), label].filter(Boolean).join(' · '),
      }))}
    />
  )
