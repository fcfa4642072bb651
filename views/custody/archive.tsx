import { formatBytes } from '../../src/kit/bytes.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList, type Fact } from '../ui/definition-list.tsx'
import { Notice } from '../ui/notice.tsx'
import { Progress } from '../ui/progress.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type ArchiveLine = {
  id: string
  form: 'encrypted' | 'open'
  state: 'waiting' | 'making' | 'ready' | 'expired' | 'removed' | 'canceled' | 'failed'
  /** How far the making has come. */
  percent: number
  words: string
  askedBy: string
  askedAt: Date
  madeAt: Date | null
  expiresAt: Date | null
  fetchedAt: Date | null
  bytes: number | null
  sha256: string | null
  documents: number | null
  cause: string | null
}

export const BeingMade = ({ archive }: { archive: ArchiveLine }) => (
  <section class="card stack narrow" aria-labelledby="making-title">
    <h2 id="making-title">The archive is being made</h2>
    <div>
      <p safe>{archive.words}</p>
      <Progress label="How much of the archive is made" percent={archive.percent} />
    </div>
    <p class="quiet">You may leave this page, or sign out: it goes on by itself, and also after a restart of the server.</p>
    <form method="post" action={`/settings/take-away/${archive.id}/cancellation`} data-confirm="Cancel this archive?">
      <Button icon="stop" kind="danger" label="Cancel" busy="Canceling…" />
    </form>
  </section>
)

export const Ready = ({ archive, href, clock }: { archive: ArchiveLine; href: string; clock: Clock }) => (
  <section class="card stack narrow" aria-labelledby="ready-title">
    <h2 id="ready-title">The archive is ready</h2>
    <DefinitionList facts={factsOf(archive, clock)} />
    {archive.form === 'open' ? <Notice kind="warn" text="Nothing in it is encrypted. Keep it where you would keep the paper." /> : ''}
    <div class="actions">
      <LinkButton kind="primary" icon="download" href={href} label="Download" />
      <form
        method="post"
        action={`/settings/take-away/${archive.id}/removal`}
        data-confirm="Remove this archive from the server? What you downloaded stays yours."
      >
        <Button icon="trash" label="Remove it now" busy="Removing…" />
      </form>
    </div>
  </section>
)

function factsOf({ form, bytes, documents, madeAt, expiresAt, sha256 }: ArchiveLine, clock: Clock): Fact[] {
  return [
    { term: 'Kind', text: form === 'open' ? 'Open' : 'Encrypted with the passphrase chosen for it' },
    { term: 'Size', text: `${formatBytes(bytes ?? 0)}, ${(documents ?? 0).toLocaleString('en-US')} documents` },
    ...(madeAt ? [{ term: 'Records as of', element: <Exactly at={madeAt} clock={clock} /> }] : []),
    ...(expiresAt ? [{ term: 'Here until', element: <Exactly at={expiresAt} clock={clock} /> }] : []),
    { term: 'SHA-256', element: <code safe>{sha256 ?? ''}</code> },
  ]
}
