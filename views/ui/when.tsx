import { formatWhen } from '../../src/kit/dates.ts'

/** The moment a page was made and the office's time zone: what a time is told against. */
export type Clock = { now: Date; zone: string }
export type WhenProps = { at: Date; clock: Clock }

/** "5 min ago", with the exact time on hover. */
export const When = ({ at, clock }: WhenProps) => {
  const { relative, exact, iso } = formatWhen(at, clock.now, clock.zone)
  return (
    <time datetime={iso} title={exact} safe>
      {relative}
    </time>
  )
}

/** For records: the exact time, readable without a mouse and on paper. */
export const Exactly = ({ at, clock }: WhenProps) => {
  const { exact, iso } = formatWhen(at, clock.now, clock.zone)
  return (
    <time datetime={iso} safe>
      {exact}
    </time>
  )
}
