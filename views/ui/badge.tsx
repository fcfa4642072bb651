import { Icon, type IconName } from './icon.tsx'

export type Tone = 'neutral' | 'info' | 'ok' | 'warn' | 'error'
export type BadgeProps = { tone: Tone; icon: IconName; word: string }

/** Colour, icon and word say the same thing three times, for three kinds of eyes. */
export const Badge = ({ tone, icon, word }: BadgeProps) => (
  <span class={`badge badge--${tone}`}>
    <Icon name={icon} />
    <span safe>{word}</span>
  </span>
)
