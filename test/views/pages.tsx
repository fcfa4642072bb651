import { AuditPage } from '../../views/audit/index.tsx'
import { RetentionPage } from '../../views/custody/retention.tsx'
import { type ArchiveLine, TakeAwayPage } from '../../views/custody/take-away.tsx'
import { ComposePage, type ComposePageProps } from '../../views/fax/compose.tsx'
import { QueuedPage } from '../../views/fax/queued.tsx'
import { SavedViewsPage, type SavedViewsProps, SaveViewPage } from '../../views/fax/saved-views.tsx'
import { SentPage } from '../../views/fax/sent.tsx'
import { FaxPage, type FaxPageProps } from '../../views/fax/show.tsx'
import { TrashPage, type TrashPageProps } from '../../views/fax/trash.tsx'
import { FindOfficePage } from '../../views/find-office.tsx'
import { HelpPage } from '../../views/help.tsx'
import { JobsPage } from '../../views/jobs/index.tsx'
import { CodePage } from '../../views/security/code.tsx'
import { SecurityPage } from '../../views/security/index.tsx'
import { NewPasskeyPage, PasskeyPage } from '../../views/security/passkey.tsx'
import { CodesPage, FirstCodesPage } from '../../views/security/recovery-codes.tsx'
import { SessionsPage } from '../../views/security/sessions.tsx'
import { FirstSetUpPage, SetUpPage } from '../../views/security/set-up.tsx'
import { StepUpPage } from '../../views/security/step-up.tsx'
import { SettingsPage, type SettingsPageProps } from '../../views/settings/index.tsx'
import { SignInPage } from '../../views/sign-in.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { WelcomeExpiredPage, WelcomePage } from '../../views/welcome.tsx'
import { accessPages } from './access-pages.tsx'
import { consolePages } from './console-pages.tsx'
import { contactPages } from './contact-pages.tsx'
import { clock, contact, HOSTILE, id, job, minutesAgo, now, phone, recipient, sentFax, shell, times } from './invented.ts'
import { apiKey, keyPages } from './key-pages.tsx'
import { peoplePages } from './people-pages.tsx'
import { receivedPages } from './received-pages.tsx'
import { samlPages } from './saml-pages.tsx'
import { sendingPages } from './sending-pages.tsx'
import { settingsPages } from './settings-pages.tsx'
import { ssoPages } from './sso-pages.tsx'
import { supportPages } from './support-pages.tsx'

const problem = { message: 'Check the form.', errors: { name: 'Enter a name.', fax: 'Enter ten digits.' } }
const codeProblem = { message: 'Check the form.', errors: { code: 'That is not the code.' } }
const qr = { size: 29, path: 'M0 0h1v1h-1z' }
const anything = { q: '', status: '', from: '', until: '' }
const numbers = [{ number: phone(0), label: HOSTILE }]

const compose: ComposePageProps = {
  shell: shell('send'),
  intent: 'intent-1',
  numbers,
  frequent: times(5, contact),
  covers: [1, 2].map((n) => ({ id: id(n), name: HOSTILE })),
  zone: 'Eastern time',
  secondsPerPage: 40,
  clock,
  opening: { at: minutesAgo(-600), local: '2026-03-03T09:00' },
  drafts: 0,
}
const draftCompose: ComposePageProps = {
  ...compose,
  drafts: 3,
  kept: { until: minutesAgo(-60), isSaved: true },
  values: { to: `${HOSTILE} <${phone(1)}>`, cover: true, template: id(2), subject: HOSTILE, note: HOSTILE, from: phone(0), sendAt: '' },
  attached: {
    draft: id(1),
    known: 2,
    files: [1, 2].map((number) => ({ number, name: HOSTILE, pages: 3, used: number, bytes: 12_345 })),
    pages: [
      { file: 2, page: 1, turn: 90, tick: '2:1', isTicked: true },
      { file: 1, page: 3, turn: 0, tick: '1:3', isTicked: false },
      { file: 2, page: 2, turn: 0, tick: '2:2', isTicked: false },
    ],
  },
}
const askedCompose: ComposePageProps = {
  ...compose,
  problem: { message: 'Not sent yet: look at this first.' },
  concerns: ['new_number', 'duplicate', 'restricted'].map((kind, index) => ({
    kind,
    token: `${kind} ${phone(index)}`,
    number: phone(index),
    message: HOSTILE,
    looked: index === 1,
  })),
}
const refusedCompose: ComposePageProps = {
  ...compose,
  values: {
    to: `${HOSTILE}\n911`,
    cover: false,
    template: '',
    subject: HOSTILE,
    note: HOSTILE,
    from: phone(0),
    sendAt: '2026-03-03T09:30',
  },
  problem: {
    message: 'Check the form.',
    errors: { to: 'One number is not a fax number.', files: 'Add a file.', sendAt: 'Choose a later time.' },
  },
}

const fax: FaxPageProps = {
  shell: shell('sent'),
  clock,
  fax: {
    id: id(1),
    status: 'partial',
    fromNumber: phone(0),
    cover: true,
    subject: HOSTILE,
    note: HOSTILE,
    pages: 3,
    createdAt: now,
    sendAt: null,
    sha256: 'ab12',
    trashedAt: null,
    emptiedAt: null,
  },
  sentBy: HOSTILE,
  recipients: times(3, recipient),
  timeline: [{ at: minutesAgo(3), what: HOSTILE, who: HOSTILE, tone: 'ok' }],
  may: { cancel: true, refresh: true, settle: true, trash: true },
  related: { before: [id(2)], after: [id(3), id(4)] },
  resend: { missed: true },
}

const trash: TrashPageProps = {
  shell: shell('received'),
  clock,
  faxes: times(3, (n) => ({
    kind: n % 2 ? ('sent' as const) : ('received' as const),
    id: id(n),
    name: n ? HOSTILE : '',
    number: phone(n),
    pages: n ? n : null,
    trashedAt: minutesAgo(n),
    by: HOSTILE,
  })),
  nextHref: undefined,
  days: 30,
  may: { restore: true, set: true },
}

const settings: SettingsPageProps = {
  shell: shell('settings'),
  clock,
  mayWrite: true,
  mayTakeAway: true,
  mayLetIn: true,
  mayHear: true,
  backup: { last: { at: clock.now, passed: true, rows: 4_711 } },
  standing: {
    openDays: 5,
    covers: 2,
    copies: 'failed',
    ownAccount: '7f3c',
    sending: { duplicateHours: 24, askNewNumbers: true },
    rules: 3,
    webhooks: 0,
    retention: [{ label: 'Sent faxes', days: 365 }],
    content: { sent: {}, received: null },
    pageText: true,
    mailings: 1,
    mailSenders: 0,
  },
  office: { name: HOSTILE, phone: phone(3), address: HOSTILE, timeZone: 'America/New_York', coverNotice: HOSTILE, headerLine: 'uncovered' },
  timeZones: [{ value: 'America/New_York', label: 'Eastern' }],
  keys: {
    list: times(4, apiKey),
    scopes: ['faxes:read', 'faxes:write'],
    made: { name: HOSTILE, secret: 'fd_invented' },
    form: {
      keyName: HOSTILE,
      scopes: ['faxes:read'],
      days: 'never',
      addresses: HOSTILE,
      errors: { scopes: 'Choose at least one.', keyName: 'Enter a name.', days: 'It never ends.', addresses: 'Line 1 is none.' },
    },
  },
  numbers,
  people: [{ id: id(1), name: HOSTILE, email: 'ana@maple.example', role: 'owner_admin', state: 'active' }],
  mayManagePeople: true,
  problem,
}

const archive = (state: ArchiveLine['state'], more: Partial<ArchiveLine> = {}): ArchiveLine => ({
  id: id(1),
  form: 'encrypted',
  state,
  percent: 38,
  words: 'Packing documents: 120 of 1,240',
  askedBy: HOSTILE,
  askedAt: minutesAgo(9),
  madeAt: minutesAgo(8),
  expiresAt: minutesAgo(-60),
  fetchedAt: null,
  bytes: 1_234_567_890,
  sha256: 'ab12'.repeat(16),
  documents: 1_240,
  cause: null,
  ...more,
})
const takeAway = { shell: shell('settings'), clock, href: '' }
const takeAwayPages: readonly Example[] = [
  { name: 'take-away, none yet', element: <TakeAwayPage {...takeAway} archives={[]} /> },
  {
    name: 'take-away, refused',
    element: (
      <TakeAwayPage
        {...takeAway}
        archives={[]}
        form="open"
        problem={{ message: HOSTILE, errors: { passphrase: HOSTILE, password: HOSTILE } }}
      />
    ),
  },
  {
    name: 'take-away, waiting',
    element: <TakeAwayPage {...takeAway} archives={[archive('waiting', { percent: 0, words: 'Waiting for its turn', bytes: null })]} />,
  },
  {
    name: 'take-away, being made',
    element: <TakeAwayPage {...takeAway} archives={[archive('making', { bytes: null }), archive('expired')]} />,
  },
  {
    name: 'take-away, ready',
    element: (
      <TakeAwayPage
        {...takeAway}
        archives={[archive('ready', { form: 'open', fetchedAt: now })]}
        href="/settings/take-away/1/archive/2/3"
      />
    ),
  },
  ...(['expired', 'removed', 'canceled', 'failed'] as const).map((state) => ({
    name: `take-away, ${state}`,
    element: <TakeAwayPage {...takeAway} archives={[archive(state, { cause: HOSTILE })]} />,
  })),
]

const retention = {
  shell: shell('settings'),
  clock,
  rules: [
    { name: 'sent', label: HOSTILE, days: 2_555 },
    { name: 'received', label: 'Received faxes', days: null },
  ],
  holds: [],
  removals: [],
}
const retentionPages: readonly Example[] = [
  { name: 'retention, nothing yet', element: <RetentionPage {...retention} /> },
  {
    name: 'retention, before a rule is saved',
    element: (
      <RetentionPage
        {...retention}
        preview={{ name: 'sent', label: HOSTILE, days: 365, before: minutesAgo(525_600), count: 1_200 }}
        problem={{ message: 'Check the form.', errors: { password: HOSTILE } }}
      />
    ),
  },
  {
    name: 'retention, with holds and removals',
    element: (
      <RetentionPage
        {...retention}
        preview={{ name: 'sent', label: HOSTILE, days: 0, before: now, count: 0 }}
        holds={times(2, (index) => ({ id: id(index), subjectId: index ? id(9) : null, reason: HOSTILE, placedAt: now }))}
        removals={times(2, (index) => ({
          at: now,
          class: index ? 'sent' : HOSTILE,
          days: 45,
          count: 12,
          documents: 30,
          digest: 'ab12'.repeat(16),
        }))}
      />
    ),
  },
]

const counts = { available: 1, executing: 2, retryable: 3, completed: 1840, canceled: 5, dead: 6 }
const saved: SavedViewsProps = {
  list: 'sent',
  views: [{ id: id(2), name: HOSTILE, href: '/faxes?status=failed', shared: false }],
  query: '',
  mayShare: true,
}
/** Fifty rows: the longest page the product shows at once. */
export const fiftyRows = (
  <SentPage
    shell={shell('sent')}
    clock={clock}
    faxes={times(50, sentFax)}
    filter={anything}
    columns={[]}
    saved={saved}
    nextHref="/faxes?after=1"
    csvHref="/faxes.csv"
    mayTrash
    undo={undefined}
  />
)

const faxPages: readonly Example[] = [
  { name: 'compose', element: <ComposePage {...compose} /> },
  { name: 'compose, a second look', element: <ComposePage {...askedCompose} /> },
  { name: 'compose, a draft', element: <ComposePage {...draftCompose} /> },
  { name: 'compose, refused', element: <ComposePage {...refusedCompose} /> },
  {
    name: 'queued',
    element: (
      <QueuedPage
        shell={shell('send')}
        clock={clock}
        fax={{ id: id(1), status: 'scheduled', pages: 3, recipientCount: 2, firstTo: phone(1), firstName: HOSTILE, sendAt: now }}
        unknown={[{ to: phone(4) }]}
        arriving={true}
      />
    ),
  },
  { name: 'sent', element: fiftyRows },
  {
    name: 'sent, with every column',
    element: (
      <SentPage
        shell={shell('sent')}
        clock={clock}
        faxes={times(5, sentFax)}
        filter={{ ...anything, status: 'failed' }}
        columns={['subject', 'by', 'from']}
        saved={{ ...saved, query: 'status=failed' }}
        nextHref={undefined}
        csvHref="/faxes.csv"
        mayTrash
        undo={{ at: '1', count: 2 }}
      />
    ),
  },
  {
    name: 'saved views',
    element: (
      <SavedViewsPage shell={shell('sent')} views={saved.views.map((view) => ({ ...view, list: 'sent' as const, mayRemove: true }))} />
    ),
  },
  { name: 'trash', element: <TrashPage {...trash} nextHref="/trash?after=x" /> },
  { name: 'trash, empty', element: <TrashPage {...trash} faxes={[]} /> },
  {
    name: 'trash, a wrong number of days',
    element: (
      <TrashPage {...trash} typed={HOSTILE} problem={{ message: 'Check what is marked.', errors: { days: 'Enter a number of days.' } }} />
    ),
  },
  { name: 'trash, for who only looks', element: <TrashPage {...trash} may={{ restore: false, set: false }} /> },
  { name: 'saved views, none', element: <SavedViewsPage shell={shell('sent')} views={[]} /> },
  {
    name: 'a view that could not be saved',
    element: (
      <SaveViewPage
        shell={shell('sent')}
        values={{ list: 'sent', query: 'q=x', name: HOSTILE, shared: true }}
        mayShare
        problem={{ message: 'Check the form.', errors: { name: HOSTILE } }}
      />
    ),
  },
  {
    name: 'sent, nothing matches',
    element: (
      <SentPage
        shell={shell('sent')}
        clock={clock}
        faxes={[]}
        filter={{ ...anything, q: HOSTILE }}
        columns={['subject', 'by', 'from']}
        saved={{ ...saved, query: 'q=x' }}
        nextHref={undefined}
        csvHref="/faxes.csv"
        mayTrash
        undo={{ at: '1', count: 2 }}
      />
    ),
  },
  {
    name: 'sent, empty',
    element: (
      <SentPage
        shell={shell('sent')}
        clock={clock}
        faxes={[]}
        filter={anything}
        columns={[]}
        saved={saved}
        nextHref={undefined}
        csvHref="/faxes.csv"
        mayTrash
        undo={{ at: '1', count: 2 }}
      />
    ),
  },
  { name: 'fax', element: <FaxPage {...fax} /> },
  { name: 'fax, in the trash', element: <FaxPage {...fax} fax={{ ...fax.fax, trashedAt: now }} /> },
  { name: 'fax, emptied', element: <FaxPage {...fax} fax={{ ...fax.fax, trashedAt: now, emptiedAt: now }} /> },
  {
    name: 'fax, its pages gone',
    element: <FaxPage {...fax} fax={{ ...fax.fax, contentGoneAt: minutesAgo(9) }} resend={{ missed: true }} />,
  },
  { name: 'fax, being made', element: <FaxPage {...fax} fax={{ ...fax.fax, status: 'queued', sha256: null }} /> },
]

const officePages: readonly Example[] = [
  {
    name: 'jobs',
    element: (
      <JobsPage
        shell={shell('jobs')}
        clock={clock}
        counts={counts}
        state="dead"
        jobs={times(7, job)}
        nextHref="/jobs?before=1"
        mayReplay={true}
      />
    ),
  },
  {
    name: 'jobs, empty',
    element: <JobsPage shell={shell('jobs')} clock={clock} counts={counts} state="dead" jobs={[]} nextHref={undefined} mayReplay={false} />,
  },
  {
    name: 'audit',
    element: (
      <AuditPage
        shell={shell('audit')}
        clock={clock}
        entries={times(4, (index) => ({
          seq: index,
          at: now,
          who: HOSTILE,
          what: HOSTILE,
          subject: { label: HOSTILE, href: index % 2 ? '/faxes/1' : undefined },
        }))}
        filter={{ from: '2026-03-01', until: '', actor: id(1), action: '' }}
        people={[{ value: id(1), label: HOSTILE }]}
        kinds={[{ value: 'fax.sent', label: HOSTILE }]}
        chain={{ state: 'verified', entries: 1840 }}
        nextHref="/audit?before=1"
        csvHref="/audit.csv"
      />
    ),
  },
  { name: 'settings', element: <SettingsPage {...settings} /> },
  {
    name: 'security, none yet',
    element: (
      <SecurityPage
        shell={shell('none')}
        clock={clock}
        phoneSince={undefined}
        passkeys={[]}
        hasPassword={false}
        codesLeft={0}
        news={[]}
        isRequired={false}
      />
    ),
  },
  {
    name: 'security, an owner',
    element: (
      <SecurityPage
        shell={shell('settings')}
        clock={clock}
        phoneSince={now}
        passkeys={[true, false].map((isSynced, n) => ({
          id: id(n),
          name: HOSTILE,
          isSynced,
          since: now,
          lastUsedAt: isSynced ? now : null,
        }))}
        hasPassword
        codesLeft={1}
        news={[{ name: HOSTILE, address: HOSTILE, at: now }]}
        isRequired={false}
        office={{
          limits: { idleMinutes: HOSTILE, longestHours: '12' },
          factorForAll: true,
          people: [true, false].map((hasFactor, n) => ({
            id: id(n),
            name: HOSTILE,
            email: HOSTILE,
            hasFactor,
            isRequired: true,
            isSelf: false,
          })),
        }}
        problem={codeProblem}
      />
    ),
  },
  {
    name: 'set-up, replacing',
    element: <SetUpPage shell={shell('none')} qr={qr} secret="EEBENOGKO2LFAETRQ5AEBDG7" replaces hasPassword problem={codeProblem} />,
  },
  { name: 'recovery codes', element: <CodesPage shell={shell('none')} officeName={HOSTILE} email={HOSTILE} codes={[HOSTILE]} next="/" /> },
  {
    name: 'is it you, by code',
    element: (
      <StepUpPage
        shell={shell('none')}
        way="code"
        has={{ phone: true, passkey: true, password: true, providers: [] }}
        to="/settings/keys"
        method="POST"
        fields={[['name', HOSTILE]]}
        error={{ field: 'proofPassword', message: HOSTILE }}
      />
    ),
  },
  {
    name: 'is it you, by a provider alone',
    element: (
      <StepUpPage
        shell={shell('none')}
        way="password"
        has={{ phone: false, passkey: false, password: false, providers: times(2, (index) => ({ id: id(index), name: HOSTILE })) }}
        to="/x"
        method="POST"
        fields={[['name', HOSTILE]]}
        error={{ field: 'proof', message: HOSTILE }}
      />
    ),
  },
  {
    name: 'is it you, by password',
    element: (
      <StepUpPage
        shell={shell('none')}
        way="password"
        has={{ phone: false, passkey: false, password: true, providers: [{ id: id(1), name: HOSTILE }] }}
        to="/x"
        method="GET"
        fields={[]}
      />
    ),
  },
  {
    name: 'sessions of a person',
    element: (
      <SessionsPage
        shell={shell('settings')}
        clock={clock}
        place="/settings/security/sessions"
        sessions={[true, false].map((isOwn, n) => ({
          id: id(n),
          kind: isOwn ? ('browser' as const) : ('program' as const),
          name: HOSTILE,
          address: HOSTILE,
          since: now,
          lastAt: now,
          isOwn,
          isLocked: !isOwn,
        }))}
        news={[{ name: HOSTILE, address: HOSTILE, at: now }]}
        person={{ id: id(1), name: HOSTILE }}
      />
    ),
  },
  { name: 'a new passkey, refused', element: <NewPasskeyPage shell={shell('none')} name={HOSTILE} problem={codeProblem} /> },
  {
    name: 'a passkey',
    element: (
      <PasskeyPage
        shell={shell('none')}
        clock={clock}
        passkey={{ id: id(1), isSynced: true, since: now, lastUsedAt: null }}
        name={HOSTILE}
        problem={{ message: HOSTILE, errors: { name: HOSTILE } }}
      />
    ),
  },
  { name: 'help', element: <HelpPage shell={shell('help')} /> },
]

const publicPages: readonly Example[] = [
  { name: 'sign in', element: <SignInPage officeName={HOSTILE} /> },
  { name: 'sign in, refused', element: <SignInPage officeName={HOSTILE} email={HOSTILE} message={HOSTILE} next="/faxes" /> },
  {
    name: 'code',
    element: <CodePage officeName={HOSTILE} next="/faxes" recovery={false} has={{ phone: true, passkey: true }} />,
  },
  {
    name: 'recovery code, refused',
    element: <CodePage officeName={HOSTILE} next={HOSTILE} recovery has={{ phone: false, passkey: false }} error={HOSTILE} />,
  },
  {
    name: 'first set-up',
    element: <FirstSetUpPage officeName={HOSTILE} next="/" qr={qr} secret="EEBENOGKO2LFAETRQ5AEBDG7JKFZYOYF" problem={codeProblem} />,
  },
  {
    name: 'first recovery codes',
    element: <FirstCodesPage officeName={HOSTILE} email={HOSTILE} codes={times(10, (n) => `CODE-${n}`)} next="/" />,
  },
  { name: 'find office', element: <FindOfficePage host="localhost:3000" office={HOSTILE} error="No office has that name." /> },
  {
    name: 'welcome',
    element: <WelcomePage officeName={HOSTILE} email="ana@maple.example" token="t" name={HOSTILE} shortest={8} problem={problem} />,
  },
  { name: 'welcome, expired', element: <WelcomeExpiredPage officeName={HOSTILE} /> },
]

export const pages: readonly Example[] = [
  ...faxPages,
  ...receivedPages,
  ...officePages,
  ...takeAwayPages,
  ...retentionPages,
  ...peoplePages,
  ...accessPages,
  ...contactPages,
  ...sendingPages,
  ...settingsPages,
  ...ssoPages,
  ...samlPages,
  ...keyPages,
  ...consolePages,
  ...supportPages,
  ...publicPages,
]
