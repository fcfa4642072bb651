import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FOCUSED } from '../ui/error-summary.tsx'
import { Field, Select, TextArea } from '../ui/field.tsx'
import { FieldError } from '../ui/field-frame.tsx'
import { Icon } from '../ui/icon.tsx'
import { Table } from '../ui/table.tsx'
import { type Clock, When } from '../ui/when.tsx'

export type ApiKeyLine = {
  id: string
  name: string
  prefix: string
  scopes: readonly string[]
  createdAt: Date
  lastUsedAt: Date | null
  lastUsedFrom: string | null
  revokedAt: Date | null
  expiresAt: Date | null
}

export type ApiKeysProps = {
  clock: Clock
  mayWrite: boolean
  list: readonly ApiKeyLine[]
  /** The scopes a new key may be given. */
  scopes: readonly string[]
  /** The secret of a key made a moment ago: shown this once, stored nowhere. */
  made?: { name: string; secret: string } | undefined
  form?:
    | {
        keyName: string
        scopes: readonly string[]
        days: string
        addresses: string
        test?: boolean
        errors: Readonly<Record<string, string>>
      }
    | undefined
}

export const ApiKeys = ({ clock, mayWrite, list, scopes, form }: ApiKeysProps) => (
  <section class="card card--table" aria-labelledby="keys-title" id="api-keys">
    <h2 id="keys-title">API keys</h2>
    {list.length === 0 ? (
      <p class="quiet">No key yet. A key lets another program send and read faxes for this office.</p>
    ) : (
      <KeyTable list={list} clock={clock} mayWrite={mayWrite} />
    )}
    {mayWrite ? <NewKey scopes={scopes} form={form} /> : ''}
  </section>
)

/** Shown once, so it is the first thing on the page and what is read out. */
export const MadeKey = ({ name, secret }: { name: string; secret: string }) => (
  <div class="notice notice--ok" role="status" tabindex="-1" {...FOCUSED}>
    <Icon name="key" />
    <div>
      <p safe>{`The key “${name}” is ready. Copy it now: it is not shown again.`}</p>
      <p>
        <code class="secret" safe>
          {secret}
        </code>
      </p>
    </div>
  </div>
)

const COLUMNS = [
  { label: 'Key' },
  { label: 'May' },
  { label: 'Last used' },
  { label: 'Ends' },
  { label: 'Action', kind: 'action' },
] as const

const KeyTable = ({ list, clock, mayWrite }: Pick<ApiKeysProps, 'list' | 'clock' | 'mayWrite'>) => (
  <Table caption="API keys of this office" columns={COLUMNS}>
    {list.map((key) => (
      <KeyRow apiKey={key} clock={clock} mayWrite={mayWrite} />
    ))}
  </Table>
)

const KeyRow = ({ apiKey, clock, mayWrite }: { apiKey: ApiKeyLine; clock: Clock; mayWrite: boolean }) => (
  <tr>
    <td class="cell--main">
      {mayWrite ? (
        <a href={`/settings/keys/${apiKey.id}`} safe>
          {apiKey.name}
        </a>
      ) : (
        <span safe>{apiKey.name}</span>
      )}
      <code class="cell__detail" safe>{`${apiKey.prefix}…`}</code>
    </td>
    <td safe>{apiKey.scopes.join(', ')}</td>
    <td class="cell--when">
      {apiKey.lastUsedAt ? <When at={apiKey.lastUsedAt} clock={clock} /> : 'Never used'}
      <span class="cell__detail" safe>
        {apiKey.lastUsedFrom ?? ''}
      </span>
    </td>
    <td class="cell--when">
      <KeyEnd apiKey={apiKey} clock={clock} />
    </td>
    <td class="cell--action">
      <Revocation apiKey={apiKey} mayWrite={mayWrite} />
    </td>
  </tr>
)

const SOON_MS = 14 * 86_400_000

export const KeyEnd = ({
  apiKey: { expiresAt, revokedAt },
  clock,
}: {
  apiKey: Pick<ApiKeyLine, 'expiresAt' | 'revokedAt'>
  clock: Clock
}) => {
  if (!expiresAt) return 'Never ends'
  if (expiresAt <= clock.now) return <Badge tone="error" icon="alert" word="Ended" />
  if (revokedAt || expiresAt.getTime() - clock.now.getTime() > SOON_MS) return <When at={expiresAt} clock={clock} />
  return (
    <>
      <Badge tone="warn" icon="clock" word="Soon" /> <When at={expiresAt} clock={clock} />
    </>
  )
}

const Revocation = ({ apiKey, mayWrite }: { apiKey: ApiKeyLine; mayWrite: boolean }) => {
  if (apiKey.revokedAt) return <span class="quiet">Revoked</span>
  if (!mayWrite) return ''
  return (
    <form
      method="post"
      action={`/settings/keys/${apiKey.id}/revocation`}
      data-confirm={`Revoke “${apiKey.name}”? Whatever uses it stops working at once.`}
    >
      <Button small kind="danger" label="Revoke" busy="Revoking…" describe={apiKey.name} />
    </form>
  )
}

const ENDS = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '730', label: 'In two years' },
  { value: 'never', label: 'Never (not advised)' },
] as const

const NewKey = ({ scopes, form }: Pick<ApiKeysProps, 'scopes' | 'form'>) => {
  const error = form?.errors['scopes']
  return (
    <form class="stack inset" method="post" action="/settings/keys" aria-label="New API key">
      <Field
        name="keyName"
        label="Name of the new key"
        hint="What will use it, such as the practice software."
        value={form?.keyName}
        error={form?.errors['keyName']}
        autocomplete="off"
        maxlength={80}
        required
      />
      <fieldset id="scopes" class="checks" aria-describedby={error ? 'scopes-error' : undefined}>
        <legend>It may</legend>
        <FieldError frame={{ name: 'scopes', label: 'It may', error }} />
        {scopes.map((scope) => (
          <Checkbox
            name="scopes"
            id={`scope-${scope.replace(':', '-')}`}
            value={scope}
            label={scope}
            checked={form?.scopes.includes(scope)}
          />
        ))}
      </fieldset>
      <Select
        name="days"
        label="It ends"
        hint="Owners get a mail two weeks before."
        value={form?.days ?? '365'}
        error={form?.errors['days']}
        options={ENDS}
      />
      <Checkbox name="test" label="For tests: what it sends goes to nobody, and it sees no real fax" checked={form?.test} />
      {form?.days === 'never' ? <Checkbox name="endless" label="It must never end, and I know what that means" /> : ''}
      <KeyAddresses value={form?.addresses} error={form?.errors['addresses']} />
      <p>
        <Button icon="key" label="Create key" busy="Creating…" />
      </p>
    </form>
  )
}

export const KeyAddresses = ({ value, error }: { value: string | undefined; error: string | undefined }) => (
  <TextArea
    name="addresses"
    label="It may be used from"
    hint="Internet addresses, one to a line, such as 203.0.113.7 or 203.0.113.0/24. Leave it empty for everywhere."
    value={value}
    error={error}
    rows={2}
    maxlength={5_000}
  />
)
