import type { Tone } from './badge.tsx'
import { type Status, toneOf } from './status-badge.tsx'

export type CauseProps = { text: string | null; status: Status }

const CLASSES: Readonly<Partial<Record<Tone, string>>> = { warn: 'cell__cause--warn', error: 'cell__cause--error' }

/** Why it stands where it stands, in plain words; alarming only when a person has to act. */
export const Cause = ({ text, status }: CauseProps) =>
  text ? (
    <span class={['cell__cause', CLASSES[toneOf(status)]]} safe>
      {text}
    </span>
  ) : (
    ''
  )
