import { Layout, type ShellProps } from '../layout.tsx'
import { Button } from '../ui/button.tsx'
import { DefinitionList, type Fact } from '../ui/definition-list.tsx'
import { ErrorSummary, type ErrorSummaryProps } from '../ui/error-summary.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'
import { type Clock, Exactly } from '../ui/when.tsx'
import { type ApiKeyLine, KeyAddresses, KeyEnd, MadeKey } from './api-keys.tsx'

export type ApiKeyPageProps = {
  shell: ShellProps
  clock: Clock
  apiKey: ApiKeyLine & { addresses: readonly string[]; perMinute: number | null; previousPrefix: string | null; previousUntil: Date | null }
  /** The secret it was given a moment ago: shown this once. */
  made?: { name: string; secret: string } | undefined
  form?: { addresses: string; perMinute: string } | undefined
  problem?: ErrorSummaryProps | undefined
}

/** GET /settings/keys/:id, and what its forms answer. */
export const ApiKeyPage = ({ shell, clock, apiKey, made, form, problem }: ApiKeyPageProps) => (
  <Layout title={apiKey.name} shell={shell}>
    <PageHead title={apiKey.name} back={{ href: '/settings#api-keys', label: 'API keys' }} />
    {problem ? <ErrorSummary {...problem} /> : ''}
    {made ? <MadeKey {...made} /> : ''}
    <div class="stack">
      <section class="card" aria-label="About this key">
        <DefinitionList facts={factsOf(apiKey, clock)} />
      </section>
      {apiKey.revokedAt ? (
        <p class="quiet">This key is revoked.</p>
      ) : (
        <>
          <Rotation apiKey={apiKey} clock={clock} error={problem?.errors?.['overlapHours']} />
          <Limits apiKey={apiKey} form={form} errors={problem?.errors ?? {}} />
        </>
      )}
    </div>
  </Layout>
)

type OfKey = Pick<ApiKeyPageProps, 'apiKey' | 'clock'>

const factsOf = (key: ApiKeyPageProps['apiKey'], clock: Clock): Fact[] => [
  { term: 'Begins with', element: <code safe>{`${key.prefix}…`}</code> },
  { term: 'It may', text: key.scopes.join(', ') },
  { term: 'Made', element: <Exactly at={key.createdAt} clock={clock} /> },
  key.lastUsedAt ? { term: 'Last used', element: <Exactly at={key.lastUsedAt} clock={clock} /> } : { term: 'Last used', text: 'Never' },
  ...(key.lastUsedFrom ? [{ term: 'Last used from', text: key.lastUsedFrom }] : []),
  { term: 'Ends', element: <KeyEnd apiKey={key} clock={clock} /> },
]

const OVERLAPS = [
  { value: '0', label: 'Not at all: end it now' },
  { value: '1', label: 'For an hour' },
  { value: '24', label: 'For a day' },
  { value: '72', label: 'For three days' },
  { value: '168', label: 'For seven days' },
] as const

const Rotation = ({ apiKey, clock, error }: OfKey & { error: string | undefined }) =>
  apiKey.previousUntil && apiKey.previousUntil > clock.now ? (
    <section class="card stack" aria-labelledby="rotation-title">
      <h2 id="rotation-title">Two secrets work</h2>
      <p>
        <code safe>{`${apiKey.prefix}…`}</code> is the new one. <code safe>{`${apiKey.previousPrefix ?? ''}…`}</code> works until{' '}
        <Exactly at={apiKey.previousUntil} clock={clock} />.
      </p>
      <form
        method="post"
        action={`/settings/keys/${apiKey.id}/previous/removal`}
        data-confirm="End the old secret? Whatever still uses it stops working at once."
      >
        <Button kind="danger" label="End the old secret now" busy="Ending…" />
      </form>
    </section>
  ) : (
    <form class="card stack" method="post" action={`/settings/keys/${apiKey.id}/rotation`} aria-labelledby="rotation-title">
      <h2 id="rotation-title">A new secret</h2>
      <p class="quiet">
        You get another secret for this key, and it lives as long again. The old one can go on working while you change the program over.
      </p>
      <Select name="overlapHours" label="The old secret works" value="24" error={error} options={OVERLAPS} />
      <p>
        <Button icon="key" label="Make a new secret" busy="Making…" />
      </p>
    </form>
  )

const Limits = ({ apiKey, form, errors }: Pick<ApiKeyPageProps, 'apiKey' | 'form'> & { errors: Readonly<Record<string, string>> }) => (
  <form class="card stack" method="post" action={`/settings/keys/${apiKey.id}`} data-guard aria-labelledby="limits-title">
    <h2 id="limits-title">Where and how often it works</h2>
    <KeyAddresses value={form?.addresses ?? apiKey.addresses.join('\n')} error={errors['addresses']} />
    <Field
      name="perMinute"
      label="Requests a minute"
      hint="Leave it empty for as many as every key has."
      inputmode="numeric"
      autocomplete="off"
      maxlength={7}
      value={form?.perMinute ?? apiKey.perMinute?.toString() ?? ''}
      error={errors['perMinute']}
    />
    <p>
      <Button kind="primary" label="Save" busy="Saving…" />
    </p>
  </form>
)
