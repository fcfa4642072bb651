export type ComposeSummaryProps = {
  recipients: number
  /** Unknown until the files have been opened. */
  pages: number | undefined
  when: string
  secondsPerPage: number
}

export const ComposeSummary = ({ recipients, pages, when, secondsPerPage }: ComposeSummaryProps) => (
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
        <dt>On the line</dt>
        <dd data-sum="line" data-pace={String(secondsPerPage)}>
          –
        </dd>
      </div>
      <div>
        <dt>Goes out</dt>
        <dd data-sum="when" safe>
          {when}
        </dd>
      </div>
    </dl>
    <ul class="warnings" data-warnings aria-live="polite" />
    <ul class="warnings" id="known" aria-live="polite" />
  </div>
)
