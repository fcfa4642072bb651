import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Empty } from '../ui/empty.tsx'
import { Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { pageSource } from './viewer.tsx'

type Fax = { id: string; from: string; fromName: string; receivedAt: Date }
const nameOf = ({ fromName, from }: Fax) => fromName || formatPhone(from)

export type SplitPageProps = { shell: ShellProps; clock: Clock; fax: Fax & { pages: number; turns: ReadonlyMap<number, number> } }

/** Every page is on it, in its order, so none can be left out. */
export const SplitPage = ({ shell, fax }: SplitPageProps) => (
  <Layout title="Split a fax" shell={shell}>
    <PageHead title={`Split the fax from ${nameOf(fax)}`} back={{ href: `/received/${fax.id}`, label: 'The fax' }} />
    {fax.pages < 2 ? <OnePage id={fax.id} /> : <SplitForm fax={fax} />}
  </Layout>
)

const OnePage = ({ id }: { id: string }) => (
  <Empty
    icon="file"
    title="It has one page"
    text="There is nothing to split."
    action={{ href: `/received/${id}`, label: 'Back to the fax' }}
  />
)

const SplitForm = ({ fax }: Pick<SplitPageProps, 'fax'>) => (
  <form class="stack" method="post" action={`/received/${fax.id}/split`}>
    <p>Tick each page with which another fax begins. The fax itself is kept as it came, and you can undo this.</p>
    <ol class="pages card">
      {Array.from({ length: fax.pages }, (_, at) => (
        <li>
          <Thumbnail fax={fax} page={at + 1} />
          {at === 0 ? <span>The first fax begins here</span> : <StartsHere page={at + 1} />}
        </li>
      ))}
    </ol>
    <p>
      <Button kind="primary" label="Split the fax" busy="Splitting…" />
    </p>
  </form>
)

const Thumbnail = ({ fax, page }: { fax: SplitPageProps['fax']; page: number }) => {
  const source = pageSource({ base: `/received/${fax.id}`, page, turn: fax.turns.get(page) ?? 0, width: 170 })
  return <img {...source} alt={`Page ${page}`} loading="lazy" decoding="async" />
}

const StartsHere = ({ page }: { page: number }) => (
  <Checkbox name="starts" id={`starts-${page}`} value={String(page)} label={`A new fax begins with page ${page}`} />
)

export type MergePageProps = { shell: ShellProps; clock: Clock; faxes: readonly (Fax & { pages: number | null })[] }

export const MergePage = ({ shell, clock, faxes }: MergePageProps) => (
  <Layout title="Put faxes together" shell={shell}>
    <PageHead title="Put faxes together" back={{ href: '/received', label: 'Received' }} />
    {faxes.length < 2 ? <TooFew /> : <MergeForm clock={clock} faxes={faxes} />}
  </Layout>
)

const TooFew = () => (
  <Empty
    icon="received"
    title="Select at least two faxes"
    text="Tick them in the list, then choose “Put together”."
    action={{ href: '/received', label: 'Back to the list' }}
  />
)

const MergeForm = ({ clock, faxes }: Omit<MergePageProps, 'shell'>) => (
  <form class="card stack narrow" method="post" action="/received/merge">
    <p>They become one fax with all their pages. The faxes themselves are kept as they came, and you can undo this.</p>
    <ol class="stack">
      {faxes.map((fax, at) => (
        <li>
          <input type="hidden" name="fax" value={fax.id} />
          <Select
            name="place"
            id={`place-${at}`}
            label={`${nameOf(fax)}, ${fax.pages ?? 0} ${fax.pages === 1 ? 'page' : 'pages'}`}
            value={String(at + 1)}
            options={faxes.map((_, place) => ({ value: String(place + 1), label: `Number ${place + 1}` }))}
          />
          <p class="quiet">
            <Exactly at={fax.receivedAt} clock={clock} />
          </p>
        </li>
      ))}
    </ol>
    <p>
      <Button kind="primary" label="Put together" busy="Putting together…" />
    </p>
  </form>
)
