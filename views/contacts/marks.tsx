import { Badge } from '../ui/badge.tsx'
import type { IconName } from '../ui/icon.tsx'

/** What a contact is marked with, in the words of the address book. */
export type Mark = { flag: 'sensitive' | 'part2' | 'restricted'; label: string; meaning: string }

const ICONS: Readonly<Record<Mark['flag'], IconName>> = { sensitive: 'contacts', part2: 'lock', restricted: 'shield' }

export const Marks = ({ marks, favourite }: { marks: readonly Mark[]; favourite: boolean }) => (
  <>
    {favourite ? <Badge tone="info" icon="star" word="Favourite" /> : ''}
    {marks.map(({ flag, label }) => (
      <Badge tone="warn" icon={ICONS[flag]} word={label} />
    ))}
  </>
)
