import { formatBytes } from '../../src/kit/bytes.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Select } from '../ui/field.tsx'
import { Notice, type NoticeProps } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { PasswordField } from '../ui/password.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { type ArchiveLine, BeingMade, Ready } from './archive.tsx'

export type { ArchiveLine } from './archive.tsx'

export type TakeAwayPageProps = {
  shell: ShellProps
  clock: Clock
  /** Newest first. */
  archives: readonly ArchiveLine[]
  /** Where the one that is ready is fetched; empty when there is none. */
  href: string
  form?: 'encrypted' | 'open' | undefined
  problem?: ErrorSummaryProps | undefined
}

export const TakeAwayPage = ({ shell, clock, archives, href, form, problem }: TakeAwayPageProps) => {
  const [newest] = archives
  const live = newest && isLive(newest) ? newest : undefined
  return (
    <Layout title="Take your records with you" shell={shell}>
      <div id="take-away" class="stack" data-say={newest ? WORDS[newest.state] : undefined} {...listening(live)}>
        <PageHead title="Take your records with you" back={{ href: '/settings', label: 'Settings' }} />
        {problem ? <ErrorSummary {...problem} /> : ''}
        {live ? <Live archive={live} href={href} clock={clock} /> : <Ask newest={newest} form={form} errors={problem?.errors ?? {}} />}
        {archives.length === 0 ? '' : <Earlier archives={archives} clock={clock} />}
      </div>
    </Layout>
  )
}

const isLive = ({ state }: ArchiveLine) => state === 'waiting' || state === 'making' || state === 'ready'

/** Only while something is shown that changes by itself: a form must not be taken from under the fingers. */
const listening = (live: ArchiveLine | undefined) =>
  live
    ? {
        'data-live': 'takeaways',
        'hx-get': '/settings/take-away',
        'hx-select': '#take-away',
        'hx-trigger': 'live',
        'hx-swap': 'outerMorph',
      }
    : {}

const Live = ({ archive, href, clock }: { archive: ArchiveLine; href: string; clock: Clock }) =>
  archive.state === 'ready' ? <Ready archive={archive} href={href} clock={clock} /> : <BeingMade archive={archive} />

const ENDED: Readonly<Partial<Record<ArchiveLine['state'], NoticeProps>>> = {
  expired: { kind: 'warn', text: 'The last archive was removed because its day was over. Make a new one when you need it.' },
  removed: { kind: 'ok', text: 'The archive was removed.' },
  canceled: { kind: 'ok', text: 'The archive was canceled. Nothing of it is left.' },
}

const End = ({ newest }: { newest: ArchiveLine | undefined }) => {
  if (!newest) return ''
  if (newest.state === 'failed') return <Notice kind="error" text={`The archive could not be made. ${newest.cause ?? ''}`} />
  const notice = ENDED[newest.state]
  return notice ? <Notice {...notice} /> : ''
}

type AskProps = { newest: ArchiveLine | undefined; form: TakeAwayPageProps['form']; errors: Readonly<Record<string, string>> }

const Ask = ({ newest, form = 'encrypted', errors }: AskProps) => (
  <>
    <End newest={newest} />
    <form class="card stack narrow" method="post" action="/settings/take-away">
      <p>
        One archive with everything this office keeps: every fax with its pages, contacts, people, settings and the audit trail. It can be
        opened without Frontdesk, and brought to another one.
      </p>
      <Select
        name="form"
        label="How it is kept"
        hint="Choose open only for a disk that is encrypted itself."
        value={form}
        error={errors['form']}
        options={[
          { value: 'encrypted', label: 'Encrypted with a passphrase (recommended)' },
          { value: 'open', label: 'Open: whoever has the file can read it' },
        ]}
      />
      <PasswordField
        name="passphrase"
        label="Passphrase for the archive"
        hint="At least 15 characters, such as five words. Write it down: nobody can open the archive without it, and it is kept nowhere here. Not needed for an open archive."
        error={errors['passphrase']}
        autocomplete="new-password"
      />
      <p class="actions">
        <Button kind="primary" icon="lock" label="Make the archive" busy="Checking…" />
      </p>
    </form>
  </>
)

const WORDS: Readonly<Record<ArchiveLine['state'], string>> = {
  waiting: 'Waiting',
  making: 'Being made',
  ready: 'Ready',
  expired: 'Removed after its day',
  removed: 'Removed',
  canceled: 'Canceled',
  failed: 'Could not be made',
}

const COLUMNS = [{ label: 'Asked for' }, { label: 'By' }, { label: 'Kind' }, { label: 'Size' }, { label: 'What became of it' }] as const

const Earlier = ({ archives, clock }: { archives: readonly ArchiveLine[]; clock: Clock }) => (
  <section class="card card--table" aria-labelledby="earlier-title">
    <h2 id="earlier-title">Archives so far</h2>
    <Table caption="Archives of this office, newest first" columns={COLUMNS}>
      {archives.map((archive) => (
        <tr>
          <td class="cell--when">
            <When at={archive.askedAt} clock={clock} />
          </td>
          <td class="cell--main" safe>
            {archive.askedBy}
          </td>
          <td>{archive.form === 'open' ? 'Open' : 'Encrypted'}</td>
          <td safe>{archive.bytes === null ? '–' : formatBytes(archive.bytes)}</td>
          <td>
            <span safe>{WORDS[archive.state]}</span>
            <span class="cell__detail">{archive.fetchedAt ? 'Downloaded' : ''}</span>
          </td>
        </tr>
      ))}
    </Table>
  </section>
)
