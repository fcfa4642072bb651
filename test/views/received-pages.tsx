import { MergePage, SplitPage } from '../../views/received/arrange.tsx'
import { ReceivedPage, type ReceivedPageProps } from '../../views/received/index.tsx'
import { ReceivingPage, type ReceivingPageProps } from '../../views/received/receiving.tsx'
import { RulePage, type RulePageProps, RulesPage } from '../../views/received/rules.tsx'
import { SendersPage } from '../../views/received/senders.tsx'
import { ReceivedFaxPage, type ReceivedFaxPageProps } from '../../views/received/show.tsx'
import type { Example } from '../../views/ui/examples.tsx'
import { clock, HOSTILE, id, minutesAgo, now, phone, receivedFax, shell, times } from './invented.ts'

const asked = { q: '', show: '', tag: '', number: '', status: '' }
const colleagues = [{ id: id(7), name: HOSTILE }]
const list: Omit<ReceivedPageProps, 'faxes'> = {
  clock,
  shell: shell('received'),
  asked,
  words: '',
  tags: [HOSTILE, 'labs'],
  nextHref: undefined,
  numbers: [phone(1), phone(2)],
  colleagues,
  maySort: true,
  saved: { list: 'received', views: [{ id: id(4), name: HOSTILE, href: '/received?show=mine', shared: true }], query: '', mayShare: true },
  undo: { at: '1', count: 1 },
}

/** Fifty rows, marked as a busy office marks them. */
export const fiftyReceived = <ReceivedPage {...list} faxes={times(50, receivedFax)} nextHref="/received?after=1" />

const one: ReceivedFaxPageProps = {
  shell: shell('received'),
  clock,
  fax: {
    ...receivedFax(1),
    partial: true,
    readAt: now,
    reader: HOSTILE,
    assignedTo: id(7),
    shelf: 'inbox',
    sha256: 'ab12',
    trashedAt: now,
  },
  notes: [{ id: id(3), text: HOSTILE, who: HOSTILE, writtenAt: minutesAgo(2) }],
  origins: [{ id: id(9), kind: 'split', undone: false, made: true, others: [{ id: id(8), pages: 'Pages 1 to 3 of the fax it came in' }] }],
  suggestions: [{ name: HOSTILE, does: HOSTILE, assignedTo: id(7), tags: ['labs'], urgent: true }],
  turns: new Map([[2, 90]]),
  zoom: '100',
  timeline: [{ at: minutesAgo(3), what: HOSTILE, who: HOSTILE, tone: 'ok' }],
  colleagues,
  known: ['labs'],
  mayWrite: true,
  numberHref: '/received?number=1',
}

const splitting = { ...one.fax, pages: 3, turns: one.turns }
const receiving: ReceivingPageProps = {
  shell: one.shell,
  wish: 'mine',
  routings: [
    { number: phone(1), assignedTo: id(7), tags: [HOSTILE, 'labs'] },
    { number: phone(2), assignedTo: null, tags: [] },
  ],
  backup: { address: 'ana@maple.test', afterMinutes: 60 },
  colleagues,
  maySet: true,
}

const rule: RulePageProps = {
  shell: one.shell,
  clock,
  rule: { id: id(1), acts: false, testedAt: now, matched: 9, decided: 7, agreed: 6 },
  values: {
    name: HOSTILE,
    conditions: { from: phone(1), fewestPages: 2, after: '17:00', contactTag: HOSTILE },
    actions: { tags: [HOSTILE], urgent: true },
  },
  tried: (['agreed', 'differed', 'open'] as const).map((verdict, at) => ({
    id: id(at),
    from: phone(at),
    fromName: at ? HOSTILE : '',
    receivedAt: now,
    verdict,
  })),
  fewest: 5,
  colleagues,
  numbers: [phone(0)],
  mayLetAct: true,
}

export const receivedPages: readonly Example[] = [
  { name: 'received', element: fiftyReceived },
  { name: 'received, to read only', element: <ReceivedPage {...list} faxes={times(6, receivedFax)} maySort={false} /> },
  { name: 'received, empty', element: <ReceivedPage {...list} faxes={[]} tags={[]} numbers={[phone(1)]} /> },
  { name: 'received, nothing matches', element: <ReceivedPage {...list} faxes={[]} asked={{ ...asked, q: HOSTILE, tag: HOSTILE }} /> },
  { name: 'received fax', element: <ReceivedFaxPage {...one} /> },
  { name: 'received fax, its pages gone', element: <ReceivedFaxPage {...one} fax={{ ...one.fax, contentGoneAt: minutesAgo(9) }} /> },
  { name: 'received fax, to read only', element: <ReceivedFaxPage {...one} notes={[]} mayWrite={false} /> },
  { name: 'received fax, enlarged', element: <ReceivedFaxPage {...one} zoom="200" fax={{ ...one.fax, status: 'received', pages: 3 }} /> },
  {
    name: 'received fax, split and undone',
    element: <ReceivedFaxPage {...one} origins={one.origins.map((origin) => ({ ...origin, made: false, undone: true }))} />,
  },
  { name: 'split a fax', element: <SplitPage shell={one.shell} clock={clock} fax={splitting} /> },
  { name: 'split a fax of one page', element: <SplitPage shell={one.shell} clock={clock} fax={{ ...splitting, pages: 1 }} /> },
  { name: 'put faxes together', element: <MergePage shell={one.shell} clock={clock} faxes={times(3, receivedFax)} /> },
  { name: 'put one fax together', element: <MergePage shell={one.shell} clock={clock} faxes={[]} /> },
  { name: 'received fax, blocked', element: <ReceivedFaxPage {...one} fax={{ ...one.fax, shelf: 'blocked' }} /> },
  {
    name: 'blocked numbers',
    element: <SendersPage shell={one.shell} clock={clock} senders={[{ number: phone(1), who: HOSTILE, blockedAt: now }]} mayWrite={true} />,
  },
  { name: 'blocked numbers, none', element: <SendersPage shell={one.shell} clock={clock} senders={[]} mayWrite={false} /> },
  {
    name: 'rules',
    element: <RulesPage shell={one.shell} rules={[{ id: id(1), name: HOSTILE, when: HOSTILE, does: HOSTILE, acts: true }]} />,
  },
  { name: 'rules, none', element: <RulesPage shell={one.shell} rules={[]} /> },
  { name: 'a rule, tested', element: <RulePage {...rule} /> },
  { name: 'a rule that acts', element: <RulePage {...rule} rule={rule.rule && { ...rule.rule, acts: true }} /> },
  {
    name: 'a rule, too little decided',
    element: <RulePage {...rule} rule={rule.rule && { ...rule.rule, decided: 1, agreed: 0 }} mayLetAct={false} />,
  },
  {
    name: 'a rule, new and refused',
    element: (
      <RulePage {...rule} rule={undefined} problem={{ message: HOSTILE, errors: { name: HOSTILE, from: HOSTILE, assignedTo: HOSTILE } }} />
    ),
  },
  { name: 'when a fax comes in', element: <ReceivingPage {...receiving} /> },
  {
    name: 'when a fax comes in, refused',
    element: <ReceivingPage {...receiving} problem={{ message: HOSTILE, errors: { address: HOSTILE, tag: HOSTILE } }} />,
  },
  { name: 'when a fax comes in, for one’s own', element: <ReceivingPage {...receiving} maySet={false} /> },
  { name: 'received fax, failed', element: <ReceivedFaxPage {...one} fax={{ ...one.fax, status: 'failed', cause: HOSTILE }} /> },
  { name: 'received fax, downloading', element: <ReceivedFaxPage {...one} fax={{ ...one.fax, status: 'downloading', pages: null }} /> },
]
