import type { Tone } from './badge.tsx'
import { type Clock, Exactly } from './when.tsx'

export type TimelineEntry = { at: Date; what: string; who?: string | undefined; tone?: Tone | undefined }

export const Timeline = ({ entries, clock }: { entries: readonly TimelineEntry[]; clock: Clock }) => (
  <ol class="timeline">
    {entries.map(({ at, what, who, tone = 'neutral' }) => (
      <li class={`timeline__${tone}`}>
        <span safe>{what}</span>
        <span class="quiet">
          <Exactly at={at} clock={clock} />
          {who ? <span safe>{` · ${who}`}</span> : ''}
        </span>
      </li>
    ))}
  </ol>
)
