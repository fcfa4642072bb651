import { contactOf, OWN, PEOPLE } from './filling.ts'

/** What is asked for, each by itself: every filter alone, pairs that people use, and words as they are typed. */
const DAY = 86_400_000
const day = (ago: number) => new Date(Date.now() - ago * DAY).toISOString()
const { name, fax } = contactOf(4_711)
const [first = '', last = '', kind = ''] = name.split(' ')

const TYPED = {
  'a first letter': 'm',
  'two letters': 'ma',
  'three letters': 'mar',
  'a first name': first,
  'a surname': last,
  'a whole name': name,
  'a kind of office': kind,
  'a common word': 'referral',
  'two common words': 'referral invoice',
  'a common word and a surname': `referral ${last}`,
  'nobody’s name': 'zzyzx',
  'a number': fax,
  'a number as people write it': `(${fax.slice(2, 5)}) ${fax.slice(5, 8)}-${fax.slice(8)}`,
  'its last four digits': fax.slice(-4),
  'three digits': fax.slice(5, 8),
  'a name and four digits': `${first} ${fax.slice(-4)}`,
} as const

const searches = (filters: Readonly<Record<string, string>> = {}) =>
  Object.entries(TYPED).map(([what, q]) => [what, { ...filters, q }] as const)

type Question = readonly [what: string, query: Readonly<Record<string, string>>]

export const SENT: readonly Question[] = [
  ['no filter', {}],
  ['delivered', { status: 'delivered' }],
  ['failed', { status: 'failed' }],
  ['held', { status: 'held' }],
  ['queued (none)', { status: 'queued' }],
  ['last month', { from: day(30) }],
  ['a month two years ago', { from: day(760), until: day(730) }],
  ['failed two years ago', { status: 'failed', from: day(760), until: day(730) }],
  ...searches(),
  ['a surname, failed', { q: last, status: 'failed' }],
  ['a whole name, failed', { q: name, status: 'failed' }],
  ['a common word, failed', { q: 'referral', status: 'failed' }],
  ['a common word, held', { q: 'referral', status: 'held' }],
  ['a common word, a month two years ago', { q: 'referral', from: day(760), until: day(730) }],
]

export const RECEIVED: readonly Question[] = [
  ['no filter', {}],
  ['new', { unread: 'true' }],
  ['urgent', { urgent: 'true' }],
  ['nobody’s', { assignedTo: 'nobody' }],
  ['one person’s', { assignedTo: PEOPLE[0] }],
  ['another person’s few', { assignedTo: PEOPLE[3] }],
  ['a common tag', { tag: 'labs' }],
  ['a rare tag', { tag: 'once' }],
  ['no such tag', { tag: 'none' }],
  ['one number', { number: OWN[2] }],
  ['failed', { status: 'failed' }],
  ['blocked', { shelf: 'blocked' }],
  ['replaced', { shelf: 'replaced' }],
  ['a tag of one person', { tag: 'billing', assignedTo: PEOPLE[1] }],
  ['a tag at one number', { tag: 'pharmacy', number: OWN[2] }],
  ['urgent and new', { urgent: 'true', unread: 'true' }],
  ['urgent at one number', { urgent: 'true', number: OWN[2] }],
  ['new of one person', { unread: 'true', assignedTo: PEOPLE[2] }],
  ['new at one number', { unread: 'true', number: OWN[2] }],
  ['failed of one person', { status: 'failed', assignedTo: PEOPLE[1] }],
  ['urgent of one person', { urgent: 'true', assignedTo: PEOPLE[2] }],
  ['failed at one number', { status: 'failed', number: OWN[1] }],
  ...searches(),
  ['a surname, one person’s', { q: last, assignedTo: PEOPLE[1] }],
  ['a kind of office, another person’s few', { q: kind, assignedTo: PEOPLE[2] }],
  ['a surname at one number', { q: last, number: OWN[2] }],
  ['a surname among the urgent', { q: last, urgent: 'true' }],
  ['a kind of office among those replaced', { q: kind, shelf: 'replaced' }],
  ['a kind of office, urgent', { q: kind, urgent: 'true' }],
  ['a common tag by its word', { q: 'labs' }],
  ['a kind of office, a rare tag', { q: kind, tag: 'insurance' }],
  ['a surname, a tag', { q: last, tag: 'pharmacy' }],
]
