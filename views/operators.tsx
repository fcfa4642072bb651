import { PublicLayout } from './public-layout.tsx'

export type OperatorsPageProps = {
  /** The host offices live under, such as localhost:3000. */
  host: string
}

/** The start of the operators' host, which has no other page. */
export const OperatorsPage = ({ host }: OperatorsPageProps) => (
  <PublicLayout title="For operators · Frontdesk">
    <h1>For operators</h1>
    <p>
      This address is for the programs of those who run Frontdesk: they make offices and give them fax numbers with an operator key, sent as{' '}
      <code>Authorization: Bearer fdop_…</code>. There is nobody to sign in here.
    </p>
    <p>
      The calls are under <code>/api/admin</code> and described in <a href="/api/openapi.json">/api/openapi.json</a>, which any OpenAPI
      reader shows. A key is made on the server with <code>bin/frontdesk operator create NAME</code>.
    </p>
    <p class="quiet" safe>{`People of an office go to their own address, such as maple.${host}.`}</p>
  </PublicLayout>
)
