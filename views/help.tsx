import { KeyList } from './help-keys.tsx'
import { Layout, type ShellProps } from './layout.tsx'
import { PageHead } from './ui/page-head.tsx'
import { type FaxStatus, StatusBadge } from './ui/status-badge.tsx'

export type HelpPageProps = { shell: ShellProps }

/** Every word that a sent fax can stand under, in the order a fax goes through them. */
const MEANINGS: Readonly<Record<FaxStatus, string>> = {
  scheduled: 'The fax waits for the time you chose. Until then you can cancel it.',
  queued: 'The fax is safe with us and waits for its turn. You can still cancel it.',
  sending: 'We are calling the other machine. A busy line is tried again by itself.',
  held: 'We cannot tell whether the fax arrived, so it waits for you rather than go twice. Open it to decide.',
  delivered: 'The other machine took every page.',
  partial: 'It reached some of the people you sent it to, not all. Open the fax to see who is missing and send to them again.',
  failed: 'Every try is used up. Open the fax to see why and what to do next.',
  canceled: 'Somebody in your office stopped it. Calls that were through before then stay delivered.',
}
const WORDS = (Object.keys(MEANINGS) as FaxStatus[]).map((status) => ({ status, means: MEANINGS[status] }))

export const HelpPage = ({ shell }: HelpPageProps) => (
  <Layout title="Help" shell={shell}>
    <PageHead title="Help" />
    <div class="columns">
      <section class="card">
        <h2>Keys</h2>
        <KeyList />
      </section>
      <section class="card prose">
        <h2>What the words mean</h2>
        <dl>
          {WORDS.map(({ status, means }) => (
            <>
              <dt>
                <StatusBadge status={status} />
              </dt>
              <dd safe>{means}</dd>
            </>
          ))}
        </dl>
        <h2>People</h2>
        <p>
          Owners and administrators invite people under Settings, give them another role, suspend or remove them. Suspended means signed out
          and not let in until someone says so; removed means for good, and what was done keeps the name. Whoever forgot a password asks for
          a link on the sign-in page; it works once, for an hour.
        </p>
        <h2>For programs</h2>
        <p>
          Another program can send and read faxes with a key: <a href="/api/docs">how the API works</a>.
        </p>
      </section>
    </div>
  </Layout>
)
