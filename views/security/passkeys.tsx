import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type PasskeyLine = { id: string; name: string; isSynced: boolean; since: Date; lastUsedAt: Date | null }

const COLUMNS = [{ label: 'Name' }, { label: 'Kept' }, { label: 'Since' }, { label: 'Last' }] as const

/** A person's own, each leading to where it is renamed and removed. */
export const Passkeys = ({ passkeys, clock }: { passkeys: readonly PasskeyLine[]; clock: Clock }) => (
  <section class="card card--table" aria-labelledby="passkeys-title">
    <h2 id="passkeys-title">Passkeys</h2>
    {passkeys.length > 0 ? (
      <Table caption="Your passkeys" columns={COLUMNS}>
        {passkeys.map((passkey) => (
          <Line passkey={passkey} clock={clock} />
        ))}
      </Table>
    ) : (
      ''
    )}
    <form class="stack inset" method="post" action="/settings/security/passkeys/setups">
      {passkeys.length > 0 ? (
        ''
      ) : (
        <p>Sign in with your finger, your face or the PIN of your device, in place of password and code. Nobody can trick you out of it.</p>
      )}
      <p>
        <Button icon="key" label="Add a passkey" busy="One moment…" />
      </p>
    </form>
  </section>
)

const Line = ({ passkey, clock }: { passkey: PasskeyLine; clock: Clock }) => (
  <tr>
    <td class="cell--main">
      <a href={`/settings/security/passkeys/${passkey.id}`} safe>
        {passkey.name}
      </a>
    </td>
    <td>
      <PasskeyState isSynced={passkey.isSynced} />
    </td>
    <td>
      Added <When at={passkey.since} clock={clock} />
    </td>
    <td>{passkey.lastUsedAt ? <Used at={passkey.lastUsedAt} clock={clock} /> : 'Not used yet'}</td>
  </tr>
)

export const PasskeyState = ({ isSynced }: Pick<PasskeyLine, 'isSynced'>) =>
  isSynced ? <Badge tone="info" icon="refresh" word="Synced" /> : <Badge tone="neutral" icon="lock" word="On one device" />

/** In words: on a phone no heading stands above it. */
const Used = ({ at, clock }: { at: Date; clock: Clock }) => (
  <>
    Used <When at={at} clock={clock} />
  </>
)
