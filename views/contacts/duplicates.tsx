import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { idsOf, type Picked } from './selection.tsx'

export type DuplicateLine = { why: 'name' | 'number'; contacts: readonly Picked[] }
export type DuplicatesPageProps = { shell: ShellProps; pairs: readonly DuplicateLine[] }

const WHY = { name: 'Nearly the same name', number: 'The same number but for its country' } as const
const COLUMNS = [{ label: 'Contacts' }, { label: 'Why' }, { label: 'What to do', kind: 'action' }] as const

/** GET /contacts/duplicates. */
export const DuplicatesPage = ({ shell, pairs }: DuplicatesPageProps) => (
  <Layout title="Duplicates" shell={shell}>
    <PageHead title="Contacts that may be there twice" back={{ href: '/contacts', label: 'Contacts' }} />
    <section class="card card--table" aria-label="Possible duplicates">
      {pairs.length === 0 ? (
        <Empty
          icon="check"
          title="No duplicates found"
          text="No two contacts have nearly the same name, or the same number under two countries."
          action={{ href: '/contacts', label: 'Show contacts' }}
        />
      ) : (
        <Table caption="Pairs of contacts" columns={COLUMNS}>
          {pairs.map((pair) => (
            <PairRow pair={pair} />
          ))}
        </Table>
      )}
    </section>
  </Layout>
)

const PairRow = ({ pair }: { pair: DuplicateLine }) => (
  <tr data-row>
    <td class="cell--main">
      {pair.contacts.map(({ id, name, fax }) => (
        <>
          <a href={`/contacts/${id}`} safe>
            {name}
          </a>
          <span class="cell__detail" safe>
            {formatPhone(fax)}
          </span>
        </>
      ))}
    </td>
    <td>{WHY[pair.why]}</td>
    <td class="cell--action">
      <LinkButton
        small
        href={`/contacts/merger?${idsOf(pair.contacts)}`}
        label="Merge"
        describe={pair.contacts.map(({ name }) => name).join(' and ')}
      />
    </td>
  </tr>
)
