import { Checkbox } from './checkbox.tsx'

export type ColumnChoiceProps = { choices: readonly { value: string; label: string }[]; chosen: readonly string[] }

/** In the form of the filters, so that the address of a list says its columns, too. */
export const ColumnChoice = ({ choices, chosen }: ColumnChoiceProps) => (
  <details class="column-choice">
    <summary>Columns</summary>
    <fieldset>
      <legend class="hide-visually">Further columns</legend>
      {choices.map(({ value, label }) => (
        <Checkbox name="col" id={`col-${value}`} value={value} label={label} checked={chosen.includes(value)} />
      ))}
    </fieldset>
  </details>
)
