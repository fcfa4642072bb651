import type { Tx } from '../../tenancy/index.ts'
import type { Connection } from './connections.ts'
import { serviceOf } from './saml.ts'
import { keyPairs } from './saml-keys.ts'
import { type CertificateFacts, factsOf } from './saml-provider.ts'
import { readSamlSettings, type SamlSettings } from './saml-settings.ts'

/** What an owner sees of a connection, on its page and in JSON: what the provider must be told, and what is known of it. No key. */
export type SamlShown = {
  readonly id: string
  readonly name: string
  readonly isEnabled: boolean
  readonly ours: {
    readonly entityId: string
    readonly acsUrl: string
    readonly metadataUrl: string
    readonly certificates: readonly CertificateFacts[]
  }
  readonly theirs: Pick<SamlSettings, 'entityId' | 'signInUrl' | 'metadataUrl'> & { readonly certificates: readonly CertificateFacts[] }
  readonly options: Omit<SamlSettings, 'entityId' | 'signInUrl' | 'metadataUrl' | 'certificates'>
}

export function shownOf(tx: Tx, connection: Connection, origin: string): SamlShown {
  const { entityId, signInUrl, metadataUrl, certificates, ...options } = readSamlSettings(connection.settings)
  const us = serviceOf(origin, connection.id)
  const facts = (pems: readonly string[]) => pems.map((each) => factsOf(each, tx.now))
  return {
    id: connection.id,
    name: connection.name,
    isEnabled: connection.isEnabled,
    ours: { ...us, metadataUrl: us.entityId, certificates: facts(keyPairs(tx).map(({ certificate }) => certificate)) },
    theirs: { entityId, signInUrl, metadataUrl, certificates: facts(certificates) },
    options,
  }
}
