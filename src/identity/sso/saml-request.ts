import { randomBytes } from 'node:crypto'
import type { ServiceProvider } from './saml-assertion.ts'
import { SAML } from './saml-library.ts'

export type AuthnRequest = { readonly id: string; readonly url: string }

/** An id may not begin with a digit. 160 random bits: who cannot have seen it cannot answer it. */
export const newRequestId = (): string => `_${randomBytes(20).toString('hex')}`

/** Where the browser is sent: a signed request in the address (redirect binding). Nothing of the person is in it. */
export async function authnRequest(us: ServiceProvider, privateKey: string, signInUrl: string, id = newRequestId()): Promise<AuthnRequest> {
  const saml = new SAML({
    idpCert: 'unused',
    issuer: us.entityId,
    callbackUrl: us.acsUrl,
    entryPoint: signInUrl,
    privateKey,
    signatureAlgorithm: 'sha256',
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    generateUniqueId: () => id,
  })
  return { id, url: await saml.getAuthorizeUrlAsync('', undefined, {}) }
}
