import { X509Certificate } from 'node:crypto'
import { invalid } from '../../kit/errors.ts'
import type { Xml } from './saml-library.ts'
import { isSamlRefusal } from './saml-problems.ts'
import { attribute, children, everyElement, isElement, parseXml, textOf } from './saml-xml.ts'

/** What a connection knows of its identity provider. Certificates as PEM. */
export type SamlProvider = { readonly entityId: string; readonly signInUrl: string; readonly certificates: readonly string[] }
export type CertificateFacts = { readonly fingerprint: string; readonly expiresAt: Date; readonly standing: 'ok' | 'soon' | 'expired' }

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const MOST_CERTIFICATES = 5
const LEAST_BITS = 2048
/** So long before the end of a certificate it is told of. */
export const WARN_MS = 30 * 24 * 60 * 60_000

/** From the metadata that an identity provider publishes. Throws AppError invalid, with what to do. */
export function readProviderMetadata(xml: string, options: { readonly insecure?: boolean } = {}): SamlProvider {
  const entity = entityIn(xml)
  const [role] = children(entity, 'metadata', 'IDPSSODescriptor')
  const entityId = attribute(entity, 'entityID')
  if (!role || !entityId || entityId.length > 1024)
    throw refused('This is not the metadata of an identity provider. Look for “IdP metadata”.')
  const services = children(role, 'metadata', 'SingleSignOnService')
  const signInUrl = attribute(
    services.find((each) => attribute(each, 'Binding') === REDIRECT),
    'Location',
  )
  if (!signInUrl) throw refused('The metadata names no sign-in address for HTTP-Redirect. Switch it on at the identity provider.')
  if (!isWebAddress(signInUrl, options.insecure)) throw refused('The sign-in address in the metadata must begin with https://.')
  const certificates = signingCertificates(role)
  if (certificates.length === 0) throw refused('The metadata has no certificate for signing.')
  if (certificates.length > MOST_CERTIFICATES) throw refused(`The metadata has more than ${MOST_CERTIFICATES} certificates.`)
  return { entityId, signInUrl, certificates }
}

/** The one entity of the document, or the one in it that is an identity provider. */
function entityIn(xml: string): Xml {
  const root = readable(xml)
  if (isElement(root, 'metadata', 'EntityDescriptor')) return root
  const providers = everyElement(root).filter(
    (each) => isElement(each, 'metadata', 'EntityDescriptor') && children(each, 'metadata', 'IDPSSODescriptor').length > 0,
  )
  const [entity] = providers
  if (!entity || providers.length > 1) throw refused('This is not the metadata of one identity provider.')
  return entity
}

function readable(xml: string): Xml {
  try {
    return parseXml(xml.trim(), { comments: true })
  } catch (error) {
    if (isSamlRefusal(error)) throw refused('This cannot be read as metadata. Paste the XML whole, from the first “<” to the last “>”.')
    throw error
  }
}

const refused = (why: string) => invalid({ metadata: why })

function isWebAddress(text: string, insecure = false): boolean {
  const url = URL.parse(text)
  return url !== null && url.username === '' && (url.protocol === 'https:' || (insecure && url.protocol === 'http:'))
}

function signingCertificates(role: Xml): string[] {
  const keys = children(role, 'metadata', 'KeyDescriptor').filter((each) => attribute(each, 'use') !== 'encryption')
  const bodies = keys.flatMap((key) => everyElement(key).filter((each) => isElement(each, 'signature', 'X509Certificate')))
  return [...new Set(bodies.map((each) => certificateFrom(textOf(each) ?? '')))]
}

function certificateFrom(base64: string): string {
  const certificate = certificateOf(Buffer.from(base64, 'base64'))
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    throw refused(`A certificate in the metadata is not of an RSA key of ${LEAST_BITS} bits or more. Have the provider make another.`)
  return certificate.toString()
}

function certificateOf(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch {
    throw refused('A certificate in the metadata cannot be read.')
  }
}

/** What is shown of a certificate. */
export function factsOf(pem: string, now: Date): CertificateFacts {
  const { fingerprint256, validToDate } = new X509Certificate(pem)
  const left = validToDate.getTime() - now.getTime()
  return { fingerprint: fingerprint256, expiresAt: validToDate, standing: left <= 0 ? 'expired' : left < WARN_MS ? 'soon' : 'ok' }
}
