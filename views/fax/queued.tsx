import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { FOCUSED } from '../ui/error-summary.tsx'
import { Icon } from '../ui/icon.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type QueuedPageProps = {
  shell: ShellProps
  clock: Clock
  fax: { id: string; pages: number; recipientCount: number; sendAt: Date | null }
  /** Numbers that are in nobody's contacts yet. */
  unknown: readonly { to: string }[]
}

export const QueuedPage = ({ shell, clock, fax, unknown }: QueuedPageProps) => (
  <Layout title="Fax queued" shell={shell}>
    <section class="card done" aria-labelledby="done-title">
      <p class="done__mark">
        <Icon name="check" />
      </p>
      <h1 id="done-title" tabindex="-1" {...FOCUSED}>
        {fax.sendAt ? 'Your fax is scheduled' : 'Your fax is on its way'}
      </h1>
      <p class="quiet">You can leave this page. We keep trying if a line is busy, and tell you if it cannot be delivered.</p>
      <DefinitionList
        facts={[
          { term: 'Fax', element: <code safe>{fax.id}</code> },
          { term: 'Recipients', text: String(fax.recipientCount) },
          { term: 'Pages to each', text: String(fax.pages) },
          { term: 'Goes out', element: fax.sendAt ? <Exactly at={fax.sendAt} clock={clock} /> : <span>Now</span> },
        ]}
      />
      <p class="actions">
        <LinkButton kind="primary" href={`/faxes/${fax.id}`} label="View status" />
        <LinkButton href="/faxes/new" icon="plus" label="Send another" />
      </p>
      <AddToContacts unknown={unknown} />
    </section>
  </Layout>
)

const AddToContacts = ({ unknown }: { unknown: QueuedPageProps['unknown'] }) =>
  unknown.length === 0 ? (
    ''
  ) : (
    <section>
      <h2>Not in your contacts yet</h2>
      <ul class="plain">
        {unknown.map(({ to }) => (
          <li>
            <span safe>{formatPhone(to)}</span>{' '}
            <LinkButton small href={`/contacts/new?fax=${encodeURIComponent(to)}`} label="Add to contacts" describe={formatPhone(to)} />
          </li>
        ))}
      </ul>
    </section>
  )
