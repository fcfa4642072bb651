import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'
import { ConsoleLayout } from './layout.tsx'
import { OnceShown } from './once-shown.tsx'
import type { ConsoleShell } from './shell.ts'

export type OperatorKeysPageProps = {
  shell: ConsoleShell
  clock: Clock
  keys: readonly { id: string; name: string; createdAt: Date; revokedAt: Date | null }[]
  made?: { name: string; key: string } | undefined
  name?: string | undefined
  problem?: ErrorSummaryProps | undefined
}

const PLACE = '/console/keys'
const COLUMNS = [{ label: 'Key' }, { label: 'Made' }, { label: 'Revoke', kind: 'action' }] as const

/** GET /console/keys, and what making one answers. */
export const OperatorKeysPage = ({ shell, clock, keys, made, name, problem }: OperatorKeysPageProps) => (
  <ConsoleLayout title="Keys of operators" shell={shell}>
    <PageHead title="Keys of operators" />
    {problem ? <ErrorSummary {...problem} /> : ''}
    {made ? <OnceShown text={`The key “${made.name}” is ready. Copy it now.`} secret={made.key} /> : ''}
    <div class="stack">
      <section class="card card--table" aria-label="Keys">
        {keys.length > 0 ? <KeyTable keys={keys} clock={clock} /> : <p class="inset quiet">No key yet.</p>}
      </section>
      <form class="card stack" method="post" action={PLACE} aria-labelledby="key-title">
        <h2 id="key-title">A new key</h2>
        <p class="quiet">
          For a program of yours. It may do everything under /api/admin but make operators and keys, so keep it as you keep the machine.
        </p>
        <Field name="name" label="Name" value={name} error={problem?.errors?.['name']} autocomplete="off" maxlength={80} required />
        <p>
          <Button kind="primary" icon="key" label="Make a key" busy="Making…" />
        </p>
      </form>
    </div>
  </ConsoleLayout>
)

const KeyTable = ({ keys, clock }: Pick<OperatorKeysPageProps, 'keys' | 'clock'>) => (
  <Table caption="Keys of operators" columns={COLUMNS}>
    {keys.map((key) => (
      <tr>
        <td class="cell--main" safe>
          {key.name}
        </td>
        <td>
          Made <When at={key.createdAt} clock={clock} />
        </td>
        <td class="cell--action">
          {key.revokedAt ? (
            <Badge tone="neutral" icon="close" word="Revoked" />
          ) : (
            <form method="post" action={`${PLACE}/${key.id}/revocation`}>
              <Button small label="Revoke" busy="Revoking…" describe={key.name} />
            </form>
          )}
        </td>
      </tr>
    ))}
  </Table>
)
