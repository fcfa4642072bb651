import { FieldError, type FieldFrame, Hint, type Hooks, idOf, tied } from './field-frame.tsx'

export type CheckboxProps = FieldFrame & {
  value?: string | undefined
  checked?: boolean | undefined
  /** Keeps the label for screen readers only, as in a table's first column. */
  bare?: boolean | undefined
  form?: string | undefined
  hooks?: Hooks | undefined
}

export const Checkbox = (props: CheckboxProps) => (
  <div class={['field', 'field--check', props.bare && 'field--bare', props.error && 'field--error']}>
    <input type="checkbox" {...tied(props)} value={props.value ?? 'on'} checked={props.checked} form={props.form} {...props.hooks} />
    <label for={idOf(props)}>
      <span class={props.bare ? 'hide-visually' : undefined} safe>
        {props.label}
      </span>
    </label>
    <Hint frame={props} />
    <FieldError frame={props} />
  </div>
)
