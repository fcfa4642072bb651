import { Button } from '../ui/button.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'

export type BackupProps = {
  clock: Clock
  mayWrite: boolean
  last: { at: Date; passed: boolean; rows: number } | undefined
}

/** The office's own word on whether its records could be brought back. */
export const Backup = ({ clock, mayWrite, last }: BackupProps) => (
  <section class="card stack" aria-labelledby="backup-title" id="backup">
    <h2 id="backup-title">Backup</h2>
    <p>Every change is copied, encrypted, to another place within seconds. Once a week we restore that copy and check it.</p>
    {last ? <Last last={last} clock={clock} /> : <p>Your backup has not been checked yet. The first check comes by itself within a day.</p>}
    {mayWrite ? (
      <form method="post" action="/settings/backup/checks">
        <Button label="Check the backup now" />
      </form>
    ) : (
      ''
    )}
  </section>
)

const Last = ({ last, clock }: { last: NonNullable<BackupProps['last']>; clock: Clock }) =>
  last.passed ? (
    <p>
      Your backup was restored and verified on <Exactly at={last.at} clock={clock} />: {last.rows} records, and the audit trail is whole.
    </p>
  ) : (
    <p>
      <strong>
        The check of your backup on <Exactly at={last.at} clock={clock} /> found a problem.
      </strong>{' '}
      Your operator has been told. Nothing in your office is affected by it.
    </p>
  )
