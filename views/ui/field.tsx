import { type FieldFrame, Framed, type Hooks, tied } from './field-frame.tsx'

export type FieldProps = FieldFrame & {
  value?: string | undefined
  type?: 'text' | 'email' | 'tel' | 'search' | 'date' | 'time' | 'datetime-local' | undefined
  autocomplete?: string | undefined
  inputmode?: 'text' | 'tel' | 'email' | 'search' | 'numeric' | undefined
  placeholder?: string | undefined
  maxlength?: number | undefined
  autofocus?: boolean | undefined
  /** The id of a datalist with what it might be. */
  list?: string | undefined
  hooks?: Hooks | undefined
}

/** The only one-line input of the product. */
export const Field = (props: FieldProps) => (
  <Framed frame={props}>
    <input
      {...tied(props)}
      type={props.type ?? 'text'}
      value={props.value}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      placeholder={props.placeholder}
      maxlength={props.maxlength}
      autofocus={props.autofocus}
      list={props.list}
      {...props.hooks}
    />
  </Framed>
)

export type TextAreaProps = FieldFrame & {
  value?: string | undefined
  rows?: number | undefined
  maxlength?: number | undefined
  autofocus?: boolean | undefined
  hooks?: Hooks | undefined
}

export const TextArea = (props: TextAreaProps) => (
  <Framed frame={props}>
    <textarea {...tied(props)} rows={String(props.rows ?? 3)} maxlength={props.maxlength} autofocus={props.autofocus} {...props.hooks} safe>
      {props.value ?? ''}
    </textarea>
  </Framed>
)

export type SelectProps = FieldFrame & { value?: string | undefined; options: readonly { value: string; label: string }[] }

export const Select = (props: SelectProps) => (
  <Framed frame={props}>
    <select {...tied(props)}>
      {props.options.map(({ value, label }) => (
        <option value={value} selected={value === props.value} safe>
          {label}
        </option>
      ))}
    </select>
  </Framed>
)
