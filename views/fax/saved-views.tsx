import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'

export type ViewLink = { id: string; name: string; href: string; shared: boolean }
export type SavedViewsProps = {
  list: 'sent' | 'received'
  views: readonly ViewLink[]
  /** What is filtered and shown now, as the address says it; empty when there is nothing to save. */
  query: string
  mayShare: boolean
}

/** Above a list: the ways people saved to look at it, and the one on screen to be saved. */
export const SavedViews = ({ list, views, query, mayShare }: SavedViewsProps) => (
  <div id="views" class="views">
    {views.length > 0 ? <ViewLinks views={views} /> : ''}
    {query ? <SaveThis list={list} query={query} mayShare={mayShare} /> : ''}
  </div>
)

const ViewLinks = ({ views }: Pick<SavedViewsProps, 'views'>) => (
  <nav aria-label="Saved views">
    <ul class="views__list">
      {views.map(({ href, name }) => (
        <li>
          <a class="chip" href={href} safe>
            {name}
          </a>
        </li>
      ))}
      <li>
        <a href="/saved-views">Manage views</a>
      </li>
    </ul>
  </nav>
)

const SaveThis = ({ list, query, mayShare }: Omit<SavedViewsProps, 'views'>) => (
  <details>
    <summary>Save this view</summary>
    <SaveForm values={{ list, query, name: '', shared: false }} mayShare={mayShare} errors={{}} />
  </details>
)

type Values = { list: 'sent' | 'received'; query: string; name: string; shared: boolean }
type Errors = Readonly<Record<string, string>>

const SaveForm = ({ values, mayShare, errors }: { values: Values; mayShare: boolean; errors: Errors }) => (
  <form class="views__form" method="post" action="/saved-views">
    <input type="hidden" name="list" value={values.list} />
    <input type="hidden" name="query" value={values.query} />
    <Field
      name="name"
      id="view-name"
      label="Name of the view"
      value={values.name}
      error={errors['name']}
      maxlength={40}
      autocomplete="off"
      required
    />
    {mayShare ? <Checkbox name="shared" label="For everybody of the office" checked={values.shared} /> : ''}
    <Button label="Save view" busy="Saving…" />
  </form>
)

export type SaveViewPageProps = {
  shell: ShellProps
  values: Values
  mayShare: boolean
  problem: { message: string; errors: Errors }
}

/** Where a view comes back that could not be saved. */
export const SaveViewPage = ({ shell, values, mayShare, problem }: SaveViewPageProps) => (
  <Layout title="Save this view" shell={shell}>
    <PageHead
      title="Save this view"
      back={values.list === 'sent' ? { href: '/faxes', label: 'Sent' } : { href: '/received', label: 'Received' }}
    />
    <ErrorSummary {...problem} />
    <section class="card narrow">
      <SaveForm values={values} mayShare={mayShare} errors={problem.errors} />
    </section>
  </Layout>
)

export type SavedViewsPageProps = {
  shell: ShellProps
  views: readonly (ViewLink & { list: 'sent' | 'received'; mayRemove: boolean })[]
}

const COLUMNS = [{ label: 'View' }, { label: 'List' }, { label: 'Seen by' }, { label: 'Action', kind: 'action' }] as const

export const SavedViewsPage = ({ shell, views }: SavedViewsPageProps) => (
  <Layout title="Saved views" shell={shell}>
    <PageHead title="Saved views">
      <LinkButton href="/faxes" icon="sent" label="Sent" />
      <LinkButton href="/received" icon="received" label="Received" />
    </PageHead>
    <section class="card card--table" aria-label="Saved views">
      {views.length === 0 ? (
        <NoViews />
      ) : (
        <Table caption="Saved views, by name" columns={COLUMNS}>
          {views.map(ViewRow)}
        </Table>
      )}
    </section>
  </Layout>
)

const NoViews = () => (
  <Empty icon="search" title="No saved views" text="Filter the list of sent or received faxes, then choose “Save this view”." />
)

const ViewRow = ({ id, name, href, list, shared, mayRemove }: SavedViewsPageProps['views'][number]) => (
  <tr>
    <td class="cell--main">
      <a href={href} safe>
        {name}
      </a>
    </td>
    <td>{list === 'sent' ? 'Sent' : 'Received'}</td>
    <td>{shared ? 'Everybody here' : 'You'}</td>
    <td class="cell--action">{mayRemove ? <Remove id={id} name={name} /> : ''}</td>
  </tr>
)

const Remove = ({ id, name }: { id: string; name: string }) => (
  <form method="post" action={`/saved-views/${id}/removal`}>
    <Button small label="Remove" describe={name} busy="Removing…" />
  </form>
)
