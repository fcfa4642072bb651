import { formatPhone } from '../../src/kit/phone.ts'
import { Layout, type ShellProps } from '../layout.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { Field } from '../ui/field.tsx'
import { PageHead } from '../ui/page-head.tsx'

export type OrderPageProps = { shell: ShellProps; offer: { number: string; place: string; onceCents: number; monthlyCents: number } }

export const dollars = (cents: number): string => (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' })

/** The last look before it costs money. */
export const OrderPage = ({ shell, offer }: OrderPageProps) => (
  <Layout title="Order a number" shell={shell}>
    <PageHead title="Order a number" back={{ href: '/settings/numbers', label: 'Fax numbers' }} />
    <form class="card stack narrow" method="post" action="/settings/numbers" data-guard>
      <DefinitionList
        facts={[
          { term: 'Number', text: formatPhone(offer.number) },
          ...(offer.place ? [{ term: 'Place', text: offer.place }] : []),
          { term: 'A month', text: dollars(offer.monthlyCents) },
          { term: 'Once', text: dollars(offer.onceCents) },
        ]}
      />
      <p>These are the carrier’s prices for the number itself; pages are charged beside it. It is yours until you release it.</p>
      <input type="hidden" name="number" value={offer.number} />
      <input type="hidden" name="monthlyCents" value={String(offer.monthlyCents)} />
      <input type="hidden" name="onceCents" value={String(offer.onceCents)} />
      <Field name="label" label="Used for" hint="Such as “Front desk”. You can change it later." maxlength={60} autocomplete="off" />
      <p class="actions">
        <Button kind="primary" label={`Order for ${dollars(offer.monthlyCents)} a month`} busy="Ordering…" />
        <LinkButton href="/settings/numbers" label="Not now" />
      </p>
    </form>
  </Layout>
)
