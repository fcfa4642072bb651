import { invalid, notFound } from '../../kit/errors.ts'
import { type Reach, ReachError } from '../../kit/reaching.ts'
import type { Tenant, Tx } from '../../tenancy/index.ts'
import { addConnection, type Connection, type ConnectionRules, changeConnection, getConnection, rulesOf } from './connections.ts'
import { announceCertificateEnd } from './saml-certificate-ends.ts'
import { makeKeyPair, someKeyPairs } from './saml-keys.ts'
import { readProviderMetadata, type SamlProvider } from './saml-provider.ts'
import { readSamlSettings, type SamlTyped, samlSettings } from './saml-settings.ts'
import type { ConnectionId } from './schema.tenant.ts'

export type SamlInput = ConnectionRules &
  SamlTyped & {
    /** As XML. Where it and its address are empty, what is known of the provider stays. */
    readonly metadata: string
  }
export type SamlSettingUp = { readonly reach: Reach; readonly clock: () => Date; readonly isLocal: boolean }

/** Throws AppError invalid. */
export async function addSaml(tenant: Tenant, input: SamlInput, deps: SamlSettingUp): Promise<Connection> {
  const provider = await providerFrom(input, deps)
  if (!provider) throw invalid({ metadata: 'Paste the provider’s metadata, or enter its address below.' })
  const settings = samlSettings(provider, input)
  const connection = tenant.write((tx) => announced(tx, addConnection(tx, { ...rulesOf(input), kind: 'saml', settings })))
  await someKeyPairs(tenant, () => makeKeyPair(deps.clock()))
  return connection
}

/** Throws AppError not_found, invalid or conflict. */
export async function changeSaml(tenant: Tenant, id: ConnectionId, input: SamlInput, deps: SamlSettingUp): Promise<Connection> {
  const before = tenant.read((tx) => samlConnection(tx, id))
  const settings = samlSettings((await providerFrom(input, deps)) ?? readSamlSettings(before.settings), input)
  return tenant.write((tx) => announced(tx, changeConnection(tx, id, { ...rulesOf(input), settings })))
}

function announced(tx: Tx, connection: Connection): Connection {
  announceCertificateEnd(tx, connection)
  return connection
}

/** Throws AppError not_found, for a connection of another protocol too. */
export function samlConnection(tx: Tx, id: ConnectionId): Connection {
  const connection = getConnection(tx, id)
  if (connection.kind !== 'saml') throw notFound('Connection')
  return connection
}

async function providerFrom({ metadata, metadataUrl }: SamlInput, { reach, isLocal }: SamlSettingUp): Promise<SamlProvider | undefined> {
  if (metadata.trim() !== '') return readProviderMetadata(metadata, { insecure: isLocal })
  if (metadataUrl.trim() === '') return undefined
  return readProviderMetadata(await fetched(metadataUrl.trim(), reach), { insecure: isLocal })
}

async function fetched(url: string, reach: Reach): Promise<string> {
  const headers = { accept: 'application/samlmetadata+xml, application/xml, text/xml' }
  try {
    const answer = await reach(url, { headers })
    if (answer.ok) return await answer.text()
  } catch (error) {
    if (!(error instanceof ReachError)) throw error
    throw invalid({ metadataUrl: UNREACHED[error.why] })
  }
  throw invalid({ metadataUrl: 'There is no metadata at this address. Open it in a browser: XML must show.' })
}

const AWAY = 'The provider could not be reached at this address. Check it, or paste the metadata instead.'
const UNREACHED: Readonly<Record<ReachError['why'], string>> = {
  address: 'Enter an address that begins with https://.',
  name: 'There is no server of that name. Check the address, or paste the metadata instead.',
  private: 'This address is inside a private network, which Frontdesk does not ask. Paste the metadata instead.',
  refused: AWAY,
  certificate: 'The server at this address has no valid certificate. Paste the metadata instead.',
  timeout: AWAY,
  too_large: 'What is at this address is too large to be metadata.',
}
