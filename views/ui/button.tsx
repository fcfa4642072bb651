import type { Hooks } from './field-frame.tsx'
import { Icon, type IconName } from './icon.tsx'

type Kind = 'primary' | 'plain' | 'danger' | 'quiet'
type Look = { label: string; kind?: Kind | undefined; icon?: IconName | undefined; small?: boolean | undefined }

export type ButtonProps = Look & {
  type?: 'submit' | 'button' | undefined
  /** What the button says while its form is on the way. */
  busy?: string | undefined
  name?: string | undefined
  value?: string | undefined
  form?: string | undefined
  /** Where it leads instead of where its form does. */
  formaction?: string | undefined
  formmethod?: 'post' | undefined
  /** Tells equal labels apart for a screen reader: "Remove" → "Remove scan.pdf". */
  describe?: string | undefined
  hooks?: Hooks | undefined
}

export type LinkButtonProps = Look & {
  href: string
  /** For what takes its place when a filter changes. */
  id?: string | undefined
  download?: boolean | undefined
  /** In a tab of its own, so that this one keeps what was typed. */
  isBeside?: boolean | undefined
  describe?: string | undefined
}

const classes = ({ kind = 'plain', small }: Look) => ['button', `button--${kind}`, small && 'button--small']

const Label = ({ label, icon, describe }: Look & { describe?: string | undefined }) => (
  <>
    {icon ? <Icon name={icon} /> : ''}
    <span data-label safe>
      {label}
    </span>
    {describe ? <span class="hide-visually" safe>{` ${describe}`}</span> : ''}
  </>
)

export const Button = (props: ButtonProps) => (
  <button
    type={props.type ?? 'submit'}
    class={classes(props)}
    name={props.name}
    value={props.value}
    form={props.form}
    formaction={props.formaction}
    formmethod={props.formmethod}
    data-busy={props.busy}
    {...props.hooks}
  >
    <Label {...props} />
  </button>
)

export const LinkButton = (props: LinkButtonProps) => (
  <a
    id={props.id}
    href={props.href}
    class={classes(props)}
    download={props.download ? '' : undefined}
    target={props.isBeside ? '_blank' : undefined}
  >
    <Label {...props} />
  </a>
)
