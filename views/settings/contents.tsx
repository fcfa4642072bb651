/** What is set, in other modules' words where they have them. */
export type Standing = {
  /** Weekdays on which the office opens; undefined where it keeps no hours. */
  openDays: number | undefined
  /** Cover pages to choose from. */
  covers: number
  /** What people are written to about; undefined for nothing. */
  copies: 'failed' | 'every' | undefined
  /** The last four of the key of the office's own carrier account; undefined where it has none. */
  ownAccount: string | undefined
  sending: { duplicateHours: number; askNewNumbers: boolean }
  /** Rules for what comes in. */
  rules: number
  webhooks: number
  retention: readonly { label: string; days: number | null }[]
  content: { sent: object | null; received: object | null }
  /** Whether the words on received pages are read. */
  pageText: boolean
  /** Who gets received faxes by e-mail. */
  mailings: number
  /** Whose e-mail becomes a fax. */
  mailSenders: number
}
export type ContentsProps = {
  standing: Standing
  numbers: number
  people: number
  keys: number
  may: { managePeople: boolean; hear: boolean; takeAway: boolean; secure: boolean }
}

type Entry = { href: string; label: string; set: string }

const many = (n: number, one: string, more: string) => `${n === 0 ? 'none' : n} ${n === 1 ? one : more}`.replace(/^none .*/, 'none yet')

/** Everything that can be set, in the order in which an office meets it, and how it stands. */
export const Contents = ({ standing, numbers, people, keys, may }: ContentsProps) => (
  <nav class="card stack" aria-labelledby="contents-title">
    <h2 id="contents-title">What is set</h2>
    <Group
      title="The office"
      entries={[
        { href: '#office-title', label: 'Name, phone, address, time zone and cover notice', set: 'below' },
        { href: '/settings/hours', label: 'Business hours', set: hoursIn(standing.openDays) },
      ]}
    />
    <Group
      title="Faxing"
      entries={[
        { href: '/settings/numbers', label: 'Fax numbers', set: many(numbers, 'number', 'numbers') },
        { href: '/settings/carrier', label: 'Carrier account', set: accountIn(standing.ownAccount) },
        { href: '/settings/covers', label: 'Cover pages', set: many(standing.covers, 'cover page', 'cover pages') },
        { href: '/settings/sending', label: 'Before a fax goes', set: sendingIn(standing.sending) },
        { href: '/settings/copies', label: 'Mail about sent faxes', set: COPIES[standing.copies ?? 'none'] },
        { href: '/received/receiving', label: 'Who gets what comes in', set: 'by number, and who is written to' },
        { href: '/received/rules', label: 'Rules for what comes in', set: many(standing.rules, 'rule', 'rules') },
        { href: '/settings/page-text', label: 'Words on received pages', set: standing.pageText ? 'read, for the search' : 'not read' },
      ]}
    />
    <Group
      title="People and programs"
      entries={[
        may.managePeople
          ? { href: '/settings/people', label: 'Who works here', set: `${people}` }
          : { href: '#people-title', label: 'Who works here', set: `${people}` },
        { href: '/settings/security', label: 'Security and sign-in', set: 'codes, passkeys, devices, providers' },
        { href: '/roles', label: 'Roles', set: 'who may do what' },
        { href: '#keys-title', label: 'API keys', set: many(keys, 'key', 'keys') },
        ...(may.hear ? [{ href: '/settings/webhooks', label: 'Webhooks', set: many(standing.webhooks, 'endpoint', 'endpoints') }] : []),
        ...(may.secure ? [{ href: '/settings/support', label: 'Let support in', set: 'for some hours, when you ask for help' }] : []),
      ]}
    />
    {may.takeAway ? (
      <Group
        title="Records"
        entries={[
          { href: '/settings/retention', label: 'How long records are kept', set: retentionIn(standing.retention) },
          { href: '/settings/zero-retention', label: 'Zero retention', set: contentIn(standing.content) },
          { href: '/settings/mailings', label: 'Received faxes by e-mail', set: many(standing.mailings, 'recipient', 'recipients') },
          { href: '/settings/mailroom', label: 'Fax by e-mail', set: many(standing.mailSenders, 'sender', 'senders') },
          { href: '/settings/take-away', label: 'Take your records with you', set: 'everything, in one archive' },
        ]}
      />
    ) : (
      ''
    )}
  </nav>
)

const Group = ({ title, entries }: { title: string; entries: readonly Entry[] }) => (
  <section>
    <h3 safe>{title}</h3>
    <dl class="settled">
      {entries.map(({ href, label, set }) => (
        <div>
          <dt>
            <a href={href} safe>
              {label}
            </a>
          </dt>
          <dd safe>{set}</dd>
        </div>
      ))}
    </dl>
  </section>
)

const COPIES = { none: 'none', failed: 'when one did not reach everyone', every: 'about every fax' } as const

const hoursIn = (days: number | undefined) =>
  days === undefined ? 'not set: open at any time' : `${days} ${days === 1 ? 'day' : 'days'} a week`
const accountIn = (lastFour: string | undefined) => (lastFour === undefined ? 'the platform’s' : `your own, key ending in ${lastFour}`)

function sendingIn({ duplicateHours, askNewNumbers }: Standing['sending']): string {
  const again =
    duplicateHours === 0 ? 'the same files again: not asked about' : `the same files again within ${duplicateHours} h: asked about`
  return `${askNewNumbers ? 'new numbers read back' : 'new numbers not read back'}; ${again}`
}

function retentionIn(rules: Standing['retention']): string {
  const set = rules.flatMap(({ label, days }) => (days === null ? [] : [`${label}: ${days} days`]))
  return set.length === 0 ? 'for ever' : `${set.join('; ')}; all else for ever`
}

function contentIn({ sent, received }: Standing['content']): string {
  const boxes = [...(sent ? ['sent'] : []), ...(received ? ['received'] : [])]
  return boxes.length === 0 ? 'off: pages stay as long as their fax' : `pages of ${boxes.join(' and ')} faxes are destroyed once dealt with`
}
