import { type AuditEntry, type AuditPageProps, AuditTable, ChainBadge } from '../audit/index.tsx'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import type { Clock } from '../ui/when.tsx'
import { ConsoleLayout } from './layout.tsx'
import type { ConsoleShell } from './shell.ts'

export type ConsoleTrailPageProps = Pick<AuditPageProps, 'chain' | 'nextHref'> & {
  shell: ConsoleShell
  clock: Clock
  entries: readonly AuditEntry[]
  filter: { from: string; until: string }
}

/** GET /console/trail */
export const ConsoleTrailPage = ({ shell, clock, entries, filter, chain, nextHref }: ConsoleTrailPageProps) => (
  <ConsoleLayout title="Trail" shell={shell}>
    <PageHead title="What operators did">
      <ChainBadge chain={chain} />
    </PageHead>
    <search aria-label="Choose days">
      <form class="filters" method="get" action="/console/trail">
        <Field name="from" label="From" type="date" value={filter.from} />
        <Field name="until" label="Until" type="date" value={filter.until} />
        <div class="filters__go">
          <Button label="Show" />
        </div>
      </form>
    </search>
    <section class="card card--table" aria-label="Entries">
      {entries.length > 0 ? (
        <AuditTable entries={entries} clock={clock} nextHref={nextHref} />
      ) : (
        <Empty
          icon="audit"
          title="Nothing in this range"
          text="Choose other days. What is done in an office is in that office’s own trail."
        />
      )}
    </section>
  </ConsoleLayout>
)
