import { KeyList } from './help-keys.tsx'
import { Layout, type ShellProps } from './layout.tsx'
import { PageHead } from './ui/page-head.tsx'

export type HelpPageProps = { shell: ShellProps }

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
          <dt>Queued</dt>
          <dd>The fax is safe with us and waits for its turn. You can still cancel it.</dd>
          <dt>Sending</dt>
          <dd>We are calling the other machine. A busy line is tried again by itself.</dd>
          <dt>Held</dt>
          <dd>We cannot tell whether the fax arrived, so it waits for you rather than go twice. Open it to decide.</dd>
          <dt>Failed</dt>
          <dd>Every try is used up. Open the fax to see why and what to do next.</dd>
        </dl>
        <h2>For programs</h2>
        <p>
          Another program can send and read faxes with a key: <a href="/api/docs">how the API works</a>.
        </p>
      </section>
    </div>
  </Layout>
)
