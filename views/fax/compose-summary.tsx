import { Icon } from '../ui/icon.tsx'

export type ComposeSummaryProps = {
  recipients: number
  /** Unknown until the files have been opened. */
  pages: number | undefined
  when: string
  /** What a careful colleague would say before it goes: a new number, a number that failed, a likely duplicate. */
  warnings: readonly string[]
}

export const ComposeSummary = ({ recipients, pages, when, warnings }: ComposeSummaryProps) => (
  <div id="compose-summary" class="tally">
    <dl class="script-only" aria-live="polite">
      <div>
        <dt>Recipients</dt>
        <dd data-sum="recipients">{recipients}</dd>
      </div>
      <div>
        <dt>Pages to each</dt>
        <dd data-sum="pages" safe>
          {pages === undefined ? '–' : String(pages)}
        </dd>
      </div>
      <div>
        <dt>Goes out</dt>
        <dd data-sum="when" safe>
          {when}
        </dd>
      </div>
    </dl>
    <ul class="warnings" data-warnings aria-live="polite">
      {warnings.map((warning) => (
        <li>
          <Icon name="alert" />
          <span safe>{warning}</span>
        </li>
      ))}
    </ul>
  </div>
)
