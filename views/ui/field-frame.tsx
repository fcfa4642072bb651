import type { Children } from '@kitajs/html'
/** What every field has: a label above, a hint, an error, tied together by ids. */
export type FieldFrame = {
  name: string
  label: string
  /** Only where two forms on a page use the same name. */
  id?: string | undefined
  hint?: string | undefined
  error?: string | undefined
  required?: boolean | undefined
}

/** What app.js finds the field by, and the ARIA of what it makes of it. */
export type Hooks = Readonly<Record<`data-${string}` | `aria-${string}` | 'role', string>> | Readonly<Record<`data-${string}`, string>>

export const idOf = ({ id, name }: FieldFrame) => id ?? name

/** The attributes that make a screen reader read label, hint and error as one. */
export function tied(frame: FieldFrame) {
  const id = idOf(frame)
  const parts = [frame.hint && `${id}-hint`, frame.error && `${id}-error`].filter(Boolean).join(' ')
  return {
    id,
    name: frame.name,
    required: frame.required,
    'aria-describedby': parts || undefined,
    'aria-invalid': frame.error ? 'true' : undefined,
  }
}

export const Hint = ({ frame }: { frame: FieldFrame }) =>
  frame.hint ? (
    <p class="field__hint" id={`${idOf(frame)}-hint`} safe>
      {frame.hint}
    </p>
  ) : (
    ''
  )

export const FieldError = ({ frame }: { frame: FieldFrame }) =>
  frame.error ? (
    <p class="field__error" id={`${idOf(frame)}-error`} safe>
      {frame.error}
    </p>
  ) : (
    ''
  )

export const Framed = ({ frame, children }: { frame: FieldFrame; children: Children }) => (
  <div class={['field', frame.error && 'field--error']}>
    <label for={idOf(frame)} safe>
      {frame.label}
    </label>
    <Hint frame={frame} />
    <FieldError frame={frame} />
    {children}
  </div>
)
