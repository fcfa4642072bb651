/*
 * Required, not imported: the types of both packages bring the globals of browsers into every file of ours, where they hide mistakes.
 * What we use of them is said here instead.
 */

/** What we read of a parsed element. */
export type Xml = {
  readonly nodeType: number
  readonly localName: string
  readonly namespaceURI: string | null
  readonly parentNode: Xml | null
  readonly childNodes: ArrayLike<Xml>
  readonly attributes: ArrayLike<{ readonly localName: string; readonly value: string }>
  readonly textContent: string | null
  getAttribute(name: string): string
}
type Complaint = () => never
type Parsing = { readonly errorHandler: Readonly<Record<'warning' | 'error' | 'fatalError', Complaint>> }
type Parser = new (
  options: Parsing,
) => { parseFromString(text: string, type: 'text/xml'): { readonly documentElement: Xml | null } | undefined }

type Options = {
  readonly idpCert: string
  readonly issuer: string
  readonly callbackUrl: string
  readonly entryPoint: string
  readonly privateKey: string
  readonly signatureAlgorithm: 'sha256'
  readonly identifierFormat: null
  readonly disableRequestedAuthnContext: true
  readonly forceAuthn: boolean
  readonly generateUniqueId: () => string
}
type Library = new (
  options: Options,
) => {
  getAuthorizeUrlAsync(relayState: string, host: undefined, options: object): Promise<string>
}

/** What the one signature in an element covers: that element and nothing else. Null, or it throws, where it does not hold. */
type Verify = (xml: string, element: Xml, certificates: readonly string[]) => string | null

/** Read with the first answer: it takes longer than most of what a start needs. */
export const samlLibrary = (): Library => (require('@node-saml/node-saml') as { readonly SAML: Library }).SAML
export const signatureVerifier = (): Verify =>
  (require('@node-saml/node-saml/lib/xml') as { readonly getVerifiedXml: Verify }).getVerifiedXml
export const xmlParser = (): Parser => (require('@xmldom/xmldom') as { readonly DOMParser: Parser }).DOMParser
