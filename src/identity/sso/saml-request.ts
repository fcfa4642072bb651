import { randomBytes } from 'node:crypto'
import type { ServiceProvider } from './saml-assertion.ts'
import { samlLibrary } from './saml-library.ts'

/** An id may not begin with a digit. 160 random bits: who cannot have seen it cannot answer it. */
export const newRequestId = (): string => `_${randomBytes(20).toString('hex')}`

export type Leaving = {
  readonly us: ServiceProvider
  readonly privateKey: string
  readonly signInUrl: string
  /** They are to show once more who they are. */
  readonly isAfresh?: boolean
}

/** Where the browser is sent: a signed request in the address (redirect binding). Nothing of the person is in it. */
export function authnRequest({ us, privateKey, signInUrl, isAfresh = false }: Leaving, id: string): Promise<string> {
  const saml = new (samlLibrary())({
    idpCert: 'unused',
    issuer: us.entityId,
    callbackUrl: us.acsUrl,
    entryPoint: signInUrl,
    privateKey,
    signatureAlgorithm: 'sha256',
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    forceAuthn: isAfresh,
    generateUniqueId: () => id,
  })
  return saml.getAuthorizeUrlAsync('', undefined, {})
}
