import { formatPhone } from '../../src/kit/phone.ts'
import { Badge, type BadgeProps } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { type Clock, Exactly, When } from '../ui/when.tsx'

type Verdict = 'agreed' | 'differed' | 'open'
export type TriedLine = { id: string; from: string; fromName: string; receivedAt: Date; verdict: Verdict }
export type RuleTestProps = {
  clock: Clock
  rule: { id: string; acts: boolean; testedAt: Date | null; matched: number; decided: number; agreed: number }
  tried: readonly TriedLine[]
  /** So many must have been dealt with by hand. */
  fewest: number
  mayLetAct: boolean
}

const VERDICTS: Readonly<Record<Verdict, BadgeProps>> = {
  agreed: { tone: 'ok', icon: 'check', word: 'As people did' },
  differed: { tone: 'error', icon: 'alert', word: 'People did otherwise' },
  open: { tone: 'neutral', icon: 'clock', word: 'Nobody decided' },
}
const MOST_SHOWN = 20

/** What it would have done with recent faxes, beside what people did. */
export const RuleTest = (props: RuleTestProps) => (
  <section class="card stack" id="test" aria-labelledby="test-title">
    <h2 id="test-title">Test against recent faxes</h2>
    {props.rule.testedAt ? (
      <Figures {...props} testedAt={props.rule.testedAt} />
    ) : (
      <p>See which of the newest 200 faxes it would have matched, and what people did with them by hand.</p>
    )}
    <form method="post" action={`/received/rules/${props.rule.id}/tests`}>
      <Button icon="refresh" label={props.rule.testedAt ? 'Test again' : 'Test'} busy="Testing…" />
    </form>
    {props.rule.testedAt ? <Acting {...props} /> : ''}
  </section>
)

const Figures = ({ rule: { matched, decided, agreed }, tried, clock, testedAt }: RuleTestProps & { testedAt: Date }) => (
  <>
    <p>
      <span safe>{sentenceOf(matched, decided, agreed)}</span>{' '}
      <span class="quiet">
        <Exactly at={testedAt} clock={clock} />
      </span>
    </p>
    <ul class="plain">
      {tried.slice(0, MOST_SHOWN).map((line) => (
        <li>
          <span>
            <a href={`/received/${line.id}`} safe>
              {line.fromName || formatPhone(line.from)}
            </a>{' '}
            <When at={line.receivedAt} clock={clock} />
          </span>
          <Badge {...VERDICTS[line.verdict]} />
        </li>
      ))}
    </ul>
  </>
)

function sentenceOf(matched: number, decided: number, agreed: number): string {
  if (matched === 0) return 'It matches none of the newest 200 faxes.'
  const faxes = matched === 1 ? '1 fax' : `${matched} faxes`
  if (decided === 0) return `It matches ${faxes}, and nobody has dealt with any of them by hand yet.`
  return `It matches ${faxes}. People dealt with ${decided} of them by hand, ${agreed} as the rule says: ${Math.floor((100 * agreed) / decided)} %.`
}

const Acting = ({ rule, fewest, mayLetAct }: RuleTestProps) => {
  if (rule.acts) return <Stop id={rule.id} />
  if (rule.decided < fewest)
    return <p class="quiet" safe>{`It can act alone once people have dealt with ${fewest} of the faxes that it matches.`}</p>
  return mayLetAct ? <Start id={rule.id} /> : <p class="quiet">An owner can let it act alone.</p>
}

const Start = ({ id }: { id: string }) => (
  <form method="post" action={`/received/rules/${id}/acting`}>
    <Button kind="primary" label="Let it act alone" busy="Switching on…" />
  </form>
)

const Stop = ({ id }: { id: string }) => (
  <form method="post" action={`/received/rules/${id}/acting/removal`}>
    <p>It acts alone.</p>
    <Button icon="pause" label="Only suggest again" busy="Switching off…" />
  </form>
)
