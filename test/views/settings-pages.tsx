import { AccountPage, type AccountPageProps } from '../../views/settings/carrier-account.tsx'
import { CoverPage, type CoverPageProps, CoversPage } from '../../views/settings/covers.tsx'
import { HoursPage, type HoursPageProps } from '../../views/settings/hours.tsx'
import { MailingsPage, type MailingsPageProps } from '../../views/settings/mailings.tsx'
import { MailroomPage, type MailroomPageProps } from '../../views/settings/mailroom.tsx'
import { LinePage, type LinePageProps } from '../../views/settings/number.tsx'
import { NumbersPage, type NumbersPageProps } from '../../views/settings/numbers.tsx'
import { OrderPage } from '../../views/settings/order.tsx'
import { OutboundCopyPage, type OutboundCopyPageProps } from '../../views/settings/outbound-copy.tsx'
import { PageTextPage } from '../../views/settings/page-text.tsx'
import { PortsPage, type PortsPageProps } from '../../views/settings/ports.tsx'
import { ZeroRetentionPage } from '../../views/settings/zero-retention.tsx'
import { clock, HOSTILE, minutesAgo, phone, shell, times } from './invented.ts'

const hours: HoursPageProps = {
  shell: shell('settings'),
  clock,
  zone: 'America/New York',
  values: { mondayOpens: '08:30', mondayCloses: '17:00', holidays: '2026-12-25' },
  standing: { is: 'open', until: minutesAgo(-90) },
  mayWrite: true,
}

const account: AccountPageProps = {
  shell: shell('settings'),
  clock,
  account: {
    connectionId: '1494404757140276705',
    publicKey: Buffer.alloc(32, 1).toString('base64'),
    lastFour: '7f3c',
    setBy: HOSTILE,
    setAt: minutesAgo(90),
    heardAt: minutesAgo(30),
  },
  webhookUrl: 'https://frontdesk.example/webhooks/telnyx/01a201d3-5981-73c8-83fd-f79ccf147395',
  mayWrite: true,
}

const offer = (n: number) => ({ number: phone(n), place: HOSTILE, onceCents: 100, monthlyCents: 125 })
const line = (n: number) => ({
  number: phone(n),
  label: n === 1 ? '' : HOSTILE,
  sent: n * 700,
  lastSentAt: n === 1 ? null : minutesAgo(90),
  received: n,
  lastReceivedAt: n === 1 ? null : minutesAgo(30),
})
const numbers: NumbersPageProps = { shell: shell('settings'), clock, lines: times(3, line), days: 30, mayOrder: true }
const oneLine: LinePageProps = {
  shell: shell('settings'),
  clock,
  line: { ...line(2), routing: { assignedTo: 'ana', tags: ['lab'] } },
  days: 30,
  mayWrite: true,
  mayRelease: true,
}

const coverLine = (n: number) => ({ id: `${n}`, name: HOSTILE, isDefault: n === 1, picture: '/settings/covers/1/sample.png' })
const covers = { shell: shell('settings'), covers: times(3, coverLine), removed: times(2, coverLine), mayWrite: true, name: '' }
const oneCover: CoverPageProps = {
  shell: shell('settings'),
  cover: { ...coverLine(1), hasLogo: true },
  office: { address: HOSTILE },
  values: { name: HOSTILE, notice: HOSTILE, showsAddress: true },
  sample: '/settings/covers/1/sample.png?notice=',
  mayWrite: true,
}
const coverErrors = { name: 'Another cover page has this name.', notice: 'Shorter.', logo: 'Choose a PNG or JPEG picture.' }
const coverProblem = { message: 'Check the form.', errors: coverErrors }

const copies: OutboundCopyPageProps = {
  shell: shell('settings'),
  values: { about: 'every', toSender: true, addresses: HOSTILE },
  byMail: true,
  mayWrite: true,
}
const zeroRetention = { sent: true, sentHours: '72', received: true, receivedHours: '24', after: 'fetched' }

const mailings: MailingsPageProps = {
  shell: shell('settings'),
  clock,
  mailings: [
    { id: 'm1', number: null, personId: null, who: HOSTILE, form: 'document', setAt: minutesAgo(90) },
    { id: 'm2', number: phone(2), personId: 'ana', who: 'Ana Ortiz', form: 'link', setAt: minutesAgo(9) },
  ],
  numbers: [{ number: phone(2), label: HOSTILE }],
  people: [{ id: 'ana', name: HOSTILE }],
  byMail: true,
  values: { number: '', personId: '', address: '', form: 'link', accepted: false },
}

const mailroom: MailroomPageProps = {
  shell: shell('settings'),
  clock,
  senders: [
    { id: 's1', address: HOSTILE, who: HOSTILE, coverSubject: true, tellEnd: true, addedAt: minutesAgo(90) },
    { id: 's2', address: 'ben@maple.example', who: undefined, coverSubject: false, tellEnd: false, addedAt: minutesAgo(9) },
  ],
  people: [{ id: 'ana', name: HOSTILE }],
  example: '5552010100@maple.fax.frontdesk.example',
  values: { address: '', personId: '', coverSubject: false, tellEnd: true },
}

const ports: PortsPageProps = {
  shell: shell('settings'),
  clock,
  ports: [
    { number: phone(1), state: 'confirmed', day: '2026-12-01', note: HOSTILE, setAt: minutesAgo(90) },
    { number: phone(2), state: 'requested', day: null, note: '', setAt: minutesAgo(9) },
  ],
  values: { number: '', state: 'requested', day: '', note: '' },
  mayWrite: true,
}

export const settingsPages = [
  { name: 'mail about sent faxes', element: <OutboundCopyPage {...copies} /> },
  {
    name: 'mail about sent faxes, refused',
    element: <OutboundCopyPage {...copies} byMail={false} problem={{ message: 'Check the form.', errors: { addresses: HOSTILE } }} />,
  },
  { name: 'mail about sent faxes, to read', element: <OutboundCopyPage {...copies} mayWrite={false} /> },
  { name: 'ports', element: <PortsPage {...ports} /> },
  { name: 'ports, none', element: <PortsPage {...ports} ports={[]} /> },
  { name: 'ports, to read', element: <PortsPage {...ports} mayWrite={false} /> },
  {
    name: 'ports, refused',
    element: (
      <PortsPage
        {...ports}
        values={{ number: HOSTILE, state: 'confirmed', day: '', note: HOSTILE }}
        problem={{ message: 'Check the form.', errors: { number: 'Enter a number.', day: 'Enter a day.', note: 'Shorter.' } }}
      />
    ),
  },
  { name: 'cover pages', element: <CoversPage {...covers} /> },
  { name: 'cover pages, refused', element: <CoversPage {...covers} name={HOSTILE} problem={coverProblem} /> },
  { name: 'cover pages, to read', element: <CoversPage {...covers} covers={times(1, coverLine)} removed={[]} mayWrite={false} /> },
  { name: 'one cover page', element: <CoverPage {...oneCover} /> },
  { name: 'one cover page, refused', element: <CoverPage {...oneCover} problem={coverProblem} /> },
  {
    name: 'one cover page, to read',
    element: <CoverPage {...oneCover} cover={{ ...coverLine(2), hasLogo: false }} office={{ address: '' }} mayWrite={false} />,
  },
  { name: 'fax by mail', element: <MailroomPage {...mailroom} /> },
  { name: 'fax by mail, nobody', element: <MailroomPage {...mailroom} senders={[]} example={undefined} /> },
  {
    name: 'fax by mail, refused',
    element: (
      <MailroomPage {...mailroom} problem={{ message: 'Check the form.', errors: { address: 'Another.', personId: 'Choose one.' } }} />
    ),
  },
  { name: 'mailings', element: <MailingsPage {...mailings} /> },
  { name: 'mailings, none', element: <MailingsPage {...mailings} mailings={[]} byMail={false} /> },
  {
    name: 'mailings, refused',
    element: (
      <MailingsPage
        {...mailings}
        values={{ number: phone(2), personId: '', address: HOSTILE, form: 'document', accepted: false }}
        problem={{
          message: 'Check the form.',
          errors: { address: 'Enter an address.', accepted: 'Say it.', password: 'Longer.', number: 'One of yours.', personId: 'Another.' },
        }}
      />
    ),
  },
  {
    name: 'words on received pages',
    element: (
      <PageTextPage
        shell={shell('settings')}
        clock={clock}
        values={{ on: true, pastDays: '0' }}
        past={{ since: clock.now, reached: clock.now }}
        lacking={undefined}
        mayWrite={true}
      />
    ),
  },
  {
    name: 'words on received pages, without the program, refused',
    element: (
      <PageTextPage
        shell={shell('settings')}
        clock={clock}
        values={{ on: false, pastDays: HOSTILE }}
        past={null}
        lacking={HOSTILE}
        mayWrite={true}
        problem={{ message: 'Check the form.', errors: { pastDays: 'Enter 0 to 365 days.' } }}
      />
    ),
  },
  { name: 'zero retention', element: <ZeroRetentionPage shell={shell('settings')} values={zeroRetention} /> },
  {
    name: 'zero retention, refused',
    element: (
      <ZeroRetentionPage
        shell={shell('settings')}
        values={{ ...zeroRetention, sentHours: HOSTILE, receivedHours: '' }}
        problem={{ message: 'Check the form.', errors: { sentHours: 'Enter 1 to 720 hours.', receivedHours: 'Enter 1 to 720 hours.' } }}
      />
    ),
  },
  { name: 'numbers', element: <NumbersPage {...numbers} /> },
  { name: 'numbers, none', element: <NumbersPage {...numbers} lines={[]} mayOrder={false} /> },
  { name: 'numbers, found', element: <NumbersPage {...numbers} wish={{ areaCode: '617', city: HOSTILE }} offers={times(20, offer)} /> },
  {
    name: 'numbers, none found',
    element: (
      <NumbersPage
        {...numbers}
        wish={{ areaCode: '61', city: '' }}
        offers={[]}
        problem={{ message: 'Check the form.', errors: { areaCode: 'Enter three digits.', city: 'Enter a city.' } }}
      />
    ),
  },
  { name: 'a number to order', element: <OrderPage shell={shell('settings')} offer={offer(1)} /> },
  { name: 'a number', element: <LinePage {...oneLine} /> },
  {
    name: 'a number, refused',
    element: (
      <LinePage
        {...oneLine}
        line={{ ...line(1), routing: undefined }}
        problem={{ message: 'No.', errors: { label: 'Shorter.', typed: 'Type it.' } }}
      />
    ),
  },
  { name: 'a number, to read', element: <LinePage {...oneLine} mayWrite={false} mayRelease={false} /> },
  { name: 'carrier account', element: <AccountPage {...account} /> },
  { name: 'carrier account, the platform’s', element: <AccountPage {...account} account={undefined} /> },
  { name: 'carrier account, amiss', element: <AccountPage {...account} findings={['webhook', 'outbound', 'numbers']} /> },
  { name: 'carrier account, to read', element: <AccountPage {...account} mayWrite={false} /> },
  {
    name: 'carrier account, refused',
    element: (
      <AccountPage
        {...account}
        account={undefined}
        values={{ publicKey: HOSTILE, connectionId: HOSTILE }}
        problem={{ message: 'Check the form.', errors: { apiKey: 'Paste it.', publicKey: 'Paste it.', connectionId: 'Enter it.' } }}
      />
    ),
  },
  { name: 'business hours', element: <HoursPage {...hours} /> },
  { name: 'business hours, none', element: <HoursPage {...hours} values={{}} standing={{ is: 'unset' }} /> },
  {
    name: 'business hours, refused',
    element: (
      <HoursPage
        {...hours}
        values={{ mondayOpens: HOSTILE, holidays: HOSTILE }}
        standing={{ is: 'closed', until: minutesAgo(-900) }}
        problem={{ message: 'Check the form.', errors: { mondayCloses: 'Enter a time.', holidays: 'Write days.' } }}
      />
    ),
  },
  { name: 'business hours, to read', element: <HoursPage {...hours} mayWrite={false} /> },
]
