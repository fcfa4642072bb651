import { Layout, type ShellProps } from '../layout.tsx'
import { PublicLayout } from '../public-layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type Codes = {
  officeName: string
  email: string
  /** Shown this once, stored nowhere as they are. */
  codes: readonly string[]
  /** Where the person goes on to. */
  next: string
}

export const FirstCodesPage = (props: Codes) => (
  <PublicLayout title={`Your recovery codes · ${props.officeName}`}>
    <h1>Keep these codes</h1>
    <CodeList {...props} />
    <a class="button button--primary" href={props.next}>
      I have kept them
    </a>
  </PublicLayout>
)

export const CodesPage = ({ shell, ...codes }: Codes & { shell: ShellProps }) => (
  <Layout title="Your recovery codes" shell={shell}>
    <PageHead title="Keep these codes" />
    <div class="card stack narrow">
      <CodeList {...codes} />
      <p>
        <LinkButton kind="primary" href={codes.next} label="I have kept them" />
      </p>
    </div>
  </Layout>
)

const CodeList = ({ officeName, email, codes }: Codes) => (
  <>
    <Notice
      kind="warn"
      text="They are not shown again. Each lets you in once when your phone is not at hand: print them, or save them where only you look."
    />
    <p class="quiet" safe>{`${officeName}, ${email}`}</p>
    <ol class="codes">
      {codes.map((code) => (
        <li>
          <code safe>{code}</code>
        </li>
      ))}
    </ol>
    <p class="actions script-only">
      <Button type="button" icon="download" label="Download" hooks={{ 'data-keep': 'file' }} />
      <Button type="button" label="Copy" hooks={{ 'data-keep': 'copy' }} />
      <Button type="button" icon="print" label="Print" hooks={{ 'data-keep': 'print' }} />
    </p>
  </>
)
