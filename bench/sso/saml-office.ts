import { listEvents } from '../../src/audit/index.ts'
import { openPeople } from '../../test/identity/people-world.ts'

type Settings = { readonly name: string; readonly metadataUrl: string; readonly mustBeEncrypted?: boolean }
export type Connected = {
  readonly id: string
  readonly ours: { readonly entityId: string; readonly acsUrl: string }
  /** Our own certificate, as it stands in our metadata. */
  readonly certificate: string
}
export type Begun = { readonly to: string; readonly cookie: string }
export type SamlOffice = Awaited<ReturnType<typeof openSamlOffice>>

/** An office whose owner connects providers, and what its people do there. */
export async function openSamlOffice() {
  const office = await openPeople({ mail: false })
  const { accessToken: bearer } = await office.tokens('maple', 'owner_admin')
  const post = (id: string, SAMLResponse: string) => office.ask('maple', 'POST', `/sso/${id}/acs`, { form: { SAMLResponse } })
  let connected = 0
  return {
    /** People in the group “desk” are auditors, so that the group is seen to arrive. */
    async connect(settings: Settings): Promise<Connected> {
      const rules = { isEnabled: true, linksByAddress: true, groupRoles: [{ group: 'desk', role: 'auditor' }] }
      // No two providers of an office have one name.
      const name = `${settings.name} ${++connected}`
      const added = await office.ask('maple', 'POST', '/api/sso/saml', { bearer, json: { ...rules, ...settings, name } })
      if (added.status !== 201) throw new Error(added.text)
      const { id, ours } = JSON.parse(added.text) as Connected
      const metadata = await office.ask('maple', 'GET', `/sso/${id}/metadata`)
      return { id, ours, certificate: /<ds:X509Certificate>([^<]+)/.exec(metadata.text)?.[1] ?? '' }
    },
    async begin({ id }: Connected): Promise<Begun> {
      const { headers } = await office.ask('maple', 'GET', `/sign-in/sso/${id}?next=/received`)
      return { to: headers.get('location') ?? '', cookie: headers.get('set-cookie')?.split(';')[0] ?? '' }
    },
    /** Where the browser is in the end. */
    async finish({ id }: Connected, answer: string, { cookie }: Begun): Promise<string> {
      const posted = (await post(id, answer)).headers.get('location') ?? ''
      if (posted.startsWith('/sign-in')) return posted
      return (await office.ask('maple', 'GET', posted, { cookie })).headers.get('location') ?? ''
    },
    roleOfUma: () => office.person('maple', 'user@maple.test').role,
    lastRefusal(): unknown {
      const refused = office.maple.file.read((tx) => listEvents(tx)).find(({ action }) => action === 'sso.refused')
      return refused && (JSON.parse(refused.detail) as { why?: unknown }).why
    },
    [Symbol.asyncDispose]: () => office[Symbol.asyncDispose](),
  }
}

/** One letter of what it holds is another. */
export function tampered(answer: string): string {
  const xml = Buffer.from(answer, 'base64').toString()
  const at = xml.lastIndexOf('CipherValue>', xml.lastIndexOf('</')) - 40
  const changed = xml.slice(0, at) + (xml[at] === 'A' ? 'B' : 'A') + xml.slice(at + 1)
  return Buffer.from(changed).toString('base64')
}
