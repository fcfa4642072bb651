export type IconName =
  | 'send'
  | 'sent'
  | 'received'
  | 'contacts'
  | 'jobs'
  | 'audit'
  | 'settings'
  | 'search'
  | 'help'
  | 'theme'
  | 'sign-out'
  | 'plus'
  | 'close'
  | 'up'
  | 'down'
  | 'file'
  | 'upload'
  | 'download'
  | 'print'
  | 'clock'
  | 'check'
  | 'partly'
  | 'alert'
  | 'stop'
  | 'pause'
  | 'refresh'
  | 'lock'
  | 'shield'
  | 'key'
  | 'trash'
  | 'back'
  | 'external'
  | 'eye'
  | 'pulse'
  | 'star'
  | 'tag'

/** Always beside a word: an icon alone never carries meaning, so screen readers skip it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" aria-hidden="true" focusable="false">
    <use href={`/assets/icons.svg#${name}`} />
  </svg>
)
