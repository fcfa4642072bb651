/** Why an answer of an identity provider is refused, in the words of the page on which the connection is tried. */
export const SAML_PROBLEMS = {
  unreadable: 'What came back is not a SAML answer.',
  too_large: 'What came back is larger than a SAML answer can be.',
  markup: 'The answer holds a document type, an entity, a comment or an instruction, which are refused because attacks are made of them.',
  structure: 'The answer is not put together as SAML says: one signed response with one signed assertion in it, and nothing twice.',
  status: 'The identity provider refused the sign-in.',
  unsolicited: 'Nobody here asked for this answer. Sign-in has to begin at Frontdesk, not at the identity provider.',
  not_ours: 'The answer belongs to another sign-in than the one that was begun here.',
  replayed: 'This answer was used before. Each works once.',
  issuer: 'The answer names another identity provider than the one of this connection. Compare its entity id.',
  audience: 'The answer is meant for another service. At the identity provider, set the audience to the entity id shown here.',
  destination: 'The answer was sent to another address. At the identity provider, set the reply address (ACS URL) shown here.',
  response_unsigned: 'The response is not signed. At the identity provider, switch on signing of the response beside the assertion.',
  assertion_unsigned:
    'The assertion is not signed, or by somebody else. At the identity provider, switch on signing of the assertion beside the response.',
  weak_signature:
    'The answer is signed with SHA-1 or another algorithm that is too weak. Choose RSA with SHA-256 at the identity provider.',
  signature: 'The signature does not match. The certificate is another one, or the answer was changed on its way.',
  certificate_expired: 'The answer is signed with a certificate that has expired. Bring the provider’s new metadata here.',
  not_encrypted: 'The assertion is not encrypted, and this connection asks for that.',
  weak_encryption:
    'The assertion is encrypted in a way that is too weak or not known here. Choose AES-GCM, and for its key RSA-OAEP with SHA-256 for both its digest and MGF1, or with SHA-1 for both (rsa-oaep-mgf1p).',
  decryption: 'The assertion cannot be decrypted. Bring Frontdesk’s present metadata to the identity provider.',
  expired: 'The answer came too late, or a clock is wrong: here or at the identity provider.',
  not_yet_valid: 'The answer is not valid yet: a clock is wrong, here or at the identity provider.',
  not_afresh: 'The identity provider was asked to have the person sign in once more and did not.',
  conditions: 'The answer is bound to conditions that Frontdesk does not know.',
  no_subject: 'The answer does not say who signed in. At the identity provider, send a name id.',
  transient: 'The identity provider sends another name for the same person each time. Have it send a persistent name id, or the e-mail.',
  no_email: 'The answer has no e-mail address. Have the identity provider send one, or name its attribute here.',
} as const
export type SamlProblem = keyof typeof SAML_PROBLEMS

/** Holds no word of the answer itself. */
export class SamlRefusal extends Error {
  override readonly name = 'SamlRefusal'
  constructor(readonly problem: SamlProblem) {
    super(SAML_PROBLEMS[problem])
  }
}

export const isSamlRefusal = (error: unknown): error is SamlRefusal => error instanceof SamlRefusal
