import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type SenderLine = { number: string; who: string; blockedAt: Date }
export type SendersPageProps = { shell: ShellProps; clock: Clock; senders: readonly SenderLine[]; mayWrite: boolean }

export const SendersPage = ({ shell, clock, senders, mayWrite }: SendersPageProps) => (
  <Layout title="Blocked numbers" shell={shell}>
    <PageHead title="Blocked numbers" back={{ href: '/received', label: 'Received' }}>
      <LinkButton href="/received?show=blocked" icon="received" label="Their faxes" />
    </PageHead>
    <p>Faxes of these numbers are kept, but out of the way: nobody is told of them, and they are not in the inbox.</p>
    {mayWrite ? <BlockForm /> : ''}
    <section class="card card--table" aria-label="Blocked numbers">
      {senders.length === 0 ? <Nobody /> : <SenderTable senders={senders} clock={clock} mayWrite={mayWrite} />}
    </section>
  </Layout>
)

const Nobody = () => <Empty icon="check" title="No number is blocked" text="Open a fax you do not want, and choose “Block this number”." />

const BlockForm = () => (
  <form class="card narrow" method="post" action="/received/senders">
    <div class="together">
      <Field name="number" label="Block a number" type="tel" inputmode="tel" autocomplete="off" required />
      <Button label="Block" busy="Blocking…" />
    </div>
  </form>
)

const COLUMNS = [{ label: 'Number' }, { label: 'Blocked by' }, { label: 'When' }, { label: 'Action', kind: 'action' }] as const

const SenderTable = ({ senders, clock, mayWrite }: Omit<SendersPageProps, 'shell'>) => (
  <Table caption="Blocked numbers" columns={COLUMNS}>
    {senders.map((sender) => (
      <tr>
        <td class="cell--main" safe>
          {formatPhone(sender.number)}
        </td>
        <td safe>{sender.who}</td>
        <td class="cell--when">
          <When at={sender.blockedAt} clock={clock} />
        </td>
        <td class="cell--action">{mayWrite ? <Unblock number={sender.number} /> : ''}</td>
      </tr>
    ))}
  </Table>
)

export const Unblock = ({ number }: { number: string }) => (
  <form method="post" action="/received/senders/removal">
    <input type="hidden" name="number" value={number} />
    <Button small label="Unblock" describe={formatPhone(number)} busy="Unblocking…" />
  </form>
)
