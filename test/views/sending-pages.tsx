import { NewBulkPage } from '../../views/bulk/new.tsx'
import { OUTCOMES } from '../../views/bulk/outcome.tsx'
import { BulkPage, type BulkPageProps, type BulkShown } from '../../views/bulk/show.tsx'
import { DraftsPage } from '../../views/fax/drafts.tsx'
import { KnownNumbers } from '../../views/fax/known.tsx'
import { SendRulesPage } from '../../views/fax/send-rules.tsx'
import { VerificationPage } from '../../views/receipts/verification.tsx'
import { WebhooksPage } from '../../views/webhooks/index.tsx'
import { WebhookPage } from '../../views/webhooks/show.tsx'
import { clock, HOSTILE, id, minutesAgo, now, phone, shell } from './invented.ts'

const rules = {
  shell: shell('settings'),
  values: { duplicateHours: '24', askNewNumbers: true, holdPrograms: false, secondOver: '0' },
  mayWrite: true,
}
const problem = { message: 'Check the form.', errors: { duplicateHours: 'Enter 0 to 8,784 hours.' } }
const looked = [
  { to: phone(0), name: HOSTILE, lastDelivered: minutesAgo(90), concerns: [] },
  { to: phone(1), name: '', lastDelivered: undefined, concerns: [{ message: HOSTILE }, { message: 'The last fax to it failed.' }] },
  { to: phone(2), name: '', lastDelivered: undefined, concerns: [] },
]
const receipt = {
  officeName: HOSTILE,
  from: phone(0),
  pages: 3,
  sha256: 'ab12',
  submittedAt: minutesAgo(90),
  issuedAt: now,
  recipients: [{ to: phone(1), name: HOSTILE, outcome: 'Not delivered', why: 'The line was busy.', at: minutesAgo(80) }],
}
const events = [
  { type: 'fax.delivered', label: 'A fax reached a recipient' },
  { type: 'fax.failed', label: 'A fax was given up' },
]
const endpoint = {
  id: id(1),
  url: 'https://hooks.example/fax',
  description: HOSTILE,
  events: ['fax.failed'],
  enabled: false,
  disabledBecause: 'silent',
  previousUntil: minutesAgo(-60),
}
const deliveries = (['pending', 'delivered', 'failed'] as const).map((state, index) => ({
  id: id(index),
  type: 'fax.failed',
  occurredAt: minutesAgo(30),
  state,
  tries: index,
  nextTryAt: index === 0 ? minutesAgo(-5) : null,
  status: index === 1 ? 204 : null,
  trouble: index === 2 ? 'timeout' : null,
}))
const hooks = { shell: shell('settings'), endpoints: [endpoint, { ...endpoint, id: id(2), description: '', enabled: true }], events }
const endpointProblem = { message: 'Check the form.', errors: { url: 'Enter an address.', events: 'Choose one.' } }
const draft = {
  id: id(1),
  to: HOSTILE,
  more: 2,
  subject: HOSTILE,
  pages: 4,
  who: HOSTILE,
  updatedAt: minutesAgo(9),
  endsAt: minutesAgo(-9_000),
}
const drafts = { shell: shell('send'), clock, days: { kept: 30, undo: 7 } }
const around = { officeName: HOSTILE, clock }

const bulk = (state: BulkShown['state']): BulkPageProps => ({
  shell: shell('sent'),
  clock,
  bulk: {
    id: id(1),
    name: HOSTILE,
    state,
    cause: state === 'paused' ? HOSTILE : null,
    advice: null,
    fromNumber: phone(0),
    cover: true,
    subject: HOSTILE,
    note: HOSTILE,
    pages: 3,
    perMinute: 20,
    officeHours: true,
    repeats: true,
    startedAt: state === 'draft' ? null : minutesAgo(60),
    endedAt: state === 'ended' ? now : null,
  },
  totals: {
    all: 18,
    ...(Object.fromEntries(OUTCOMES.map((each) => [each, 2])) as Record<(typeof OUTCOMES)[number], number>),
    waiting: state === 'ended' ? 0 : 2,
  },
  expected: { pages: 6, seconds: 600, endsAt: minutesAgo(-10) },
  reasons: [{ words: HOSTILE, n: 2 }],
  doubts: [{ words: HOSTILE, n: 1_200 }],
  may: { write: true, confirm: true },
  lines: {
    id: id(1),
    clock,
    lines: OUTCOMES.map((outcome, index) => ({
      row: index + 1,
      to: outcome === 'left_out' ? HOSTILE : phone(index),
      name: index % 2 === 0 ? HOSTILE : '',
      outcome,
      why: outcome === 'failed' ? HOSTILE : '',
      doubt: outcome === 'waiting' ? HOSTILE : null,
      at: outcome === 'delivered' ? now : null,
      faxId: outcome === 'delivered' ? id(2) : null,
    })),
    outcome: '',
    nextHref: '/bulks/1?after=9',
  },
})
const newBulk = {
  shell: shell('send'),
  intent: id(1),
  covers: [{ id: id(1), name: HOSTILE }],
  numbers: [{ number: phone(0), label: HOSTILE }],
  tags: [{ id: id(1), name: HOSTILE, contacts: 12 }],
  most: 3_000,
  duplicateHours: 24,
}
const bulkProblem = { message: 'Check the form.', errors: { list: 'There is nobody in this list.', note: HOSTILE, perMinute: 'A number.' } }

export const sendingPages = [
  { name: 'send to many', element: <NewBulkPage {...newBulk} /> },
  { name: 'send to many, refused', element: <NewBulkPage {...newBulk} problem={bulkProblem} /> },
  ...(['draft', 'held', 'running', 'paused', 'stopping', 'ended'] as const).map((state) => ({
    name: `bulk, ${state}`,
    element: <BulkPage {...bulk(state)} />,
  })),
  {
    name: 'bulk, started without a look at its numbers',
    element: <BulkPage {...bulk('draft')} problem={{ message: HOSTILE, errors: { looked: HOSTILE } }} />,
  },
  {
    name: 'bulk, nobody in the list',
    element: (
      <BulkPage
        {...bulk('draft')}
        reasons={[]}
        doubts={[]}
        lines={{ ...bulk('draft').lines, lines: [], outcome: 'held', nextHref: undefined }}
      />
    ),
  },
  { name: 'webhooks', element: <WebhooksPage {...hooks} /> },
  { name: 'webhooks, none', element: <WebhooksPage {...hooks} endpoints={[]} /> },
  {
    name: 'webhooks, refused',
    element: <WebhooksPage {...hooks} values={{ url: HOSTILE, description: HOSTILE, events: [] }} problem={endpointProblem} />,
  },
  {
    name: 'a webhook',
    element: <WebhookPage shell={shell('settings')} clock={clock} endpoint={endpoint} deliveries={deliveries} events={events} />,
  },
  {
    name: 'a webhook, just made',
    element: (
      <WebhookPage
        shell={shell('settings')}
        clock={clock}
        endpoint={{ ...endpoint, enabled: true }}
        deliveries={[]}
        events={events}
        made={{ secret: 'whsec_abc', publicKey: 'whpk_abc' }}
      />
    ),
  },
  { name: 'drafts', element: <DraftsPage {...drafts} drafts={[draft, { ...draft, id: id(2), to: '', more: 0 }]} discarded={[draft]} /> },
  { name: 'drafts, none', element: <DraftsPage {...drafts} drafts={[]} discarded={[]} /> },
  { name: 'send rules', element: <SendRulesPage {...rules} /> },
  {
    name: 'send rules, refused',
    element: <SendRulesPage {...rules} values={{ ...rules.values, duplicateHours: HOSTILE }} problem={problem} />,
  },
  { name: 'send rules, to read', element: <SendRulesPage {...rules} mayWrite={false} /> },
  { name: 'what is known of numbers', element: <KnownNumbers looked={looked} clock={clock} /> },
  { name: 'a receipt to check', element: <VerificationPage {...around} /> },
  {
    name: 'a receipt to check, none chosen',
    element: <VerificationPage {...around} problem={{ message: 'Choose one.', errors: { receipt: 'Choose one.' } }} />,
  },
  { name: 'a receipt that is ours', element: <VerificationPage {...around} found={{ verdict: 'ours', receipt, fingerprint: 'cd34' }} /> },
  { name: 'a receipt that was changed', element: <VerificationPage {...around} found={{ verdict: 'changed' }} /> },
]
