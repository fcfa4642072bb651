import { X509Certificate } from 'node:crypto'
import { signatureVerifier, type Xml } from './saml-library.ts'
import { SamlRefusal } from './saml-problems.ts'

type Signers = { readonly certificates: readonly string[]; readonly now: Date }

/** The XML that the signature in an element covers, by a certificate that has not expired. Throws SamlRefusal. */
export function covered(xml: string, element: Xml, { certificates, now }: Signers): string {
  const expired = certificates.filter((each) => new X509Certificate(each).validToDate <= now)
  const found = coveredBy(
    certificates.filter((each) => !expired.includes(each)),
    xml,
    element,
  )
  if (found !== undefined) return found
  throw new SamlRefusal(coveredBy(expired, xml, element) === undefined ? 'signature' : 'certificate_expired')
}

function coveredBy(certificates: readonly string[], xml: string, element: Xml): string | undefined {
  try {
    return signatureVerifier()(xml, element, certificates) ?? undefined
  } catch {
    return undefined
  }
}
