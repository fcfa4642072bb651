import { ReceivedPage, type ReceivedPageProps } from '../../views/received/index.tsx'
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
}

/** Fifty rows, marked as a busy office marks them. */
export const fiftyReceived = <ReceivedPage {...list} faxes={times(50, receivedFax)} nextHref="/received?after=1" />

const one: ReceivedFaxPageProps = {
  shell: shell('received'),
  clock,
  fax: { ...receivedFax(1), partial: true, readAt: now, reader: HOSTILE, assignedTo: id(7), sha256: 'ab12' },
  notes: [{ id: id(3), text: HOSTILE, who: HOSTILE, writtenAt: minutesAgo(2) }],
  timeline: [{ at: minutesAgo(3), what: HOSTILE, who: HOSTILE, tone: 'ok' }],
  colleagues,
  known: ['labs'],
  mayWrite: true,
  numberHref: '/received?number=1',
}

export const receivedPages: readonly Example[] = [
  { name: 'received', element: fiftyReceived },
  { name: 'received, to read only', element: <ReceivedPage {...list} faxes={times(6, receivedFax)} maySort={false} /> },
  { name: 'received, empty', element: <ReceivedPage {...list} faxes={[]} tags={[]} numbers={[phone(1)]} /> },
  { name: 'received, nothing matches', element: <ReceivedPage {...list} faxes={[]} asked={{ ...asked, q: HOSTILE, tag: HOSTILE }} /> },
  { name: 'received fax', element: <ReceivedFaxPage {...one} /> },
  { name: 'received fax, to read only', element: <ReceivedFaxPage {...one} notes={[]} mayWrite={false} /> },
  { name: 'received fax, failed', element: <ReceivedFaxPage {...one} fax={{ ...one.fax, status: 'failed', cause: HOSTILE }} /> },
  { name: 'received fax, downloading', element: <ReceivedFaxPage {...one} fax={{ ...one.fax, status: 'downloading', pages: null }} /> },
]
