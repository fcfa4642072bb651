import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Base64Url = (maxLength: number) => Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength })
const common = { id: Base64Url(1_400), rawId: Base64Url(1_400), type: Type.Literal('public-key') }
const Unused = Type.Optional(Type.Object({}))

/** What a browser says when a passkey signed, in the shape of the standard (WebAuthn level 3, AuthenticationResponseJSON). */
const Signed = Type.Object({
  ...common,
  clientExtensionResults: Unused,
  response: Type.Object({
    clientDataJSON: Base64Url(4_000),
    authenticatorData: Base64Url(4_000),
    signature: Base64Url(2_000),
    userHandle: Type.Optional(Base64Url(100)),
  }),
})
/** What it says when one was made (RegistrationResponseJSON). */
const Made = Type.Object({
  ...common,
  clientExtensionResults: Unused,
  response: Type.Object({
    clientDataJSON: Base64Url(4_000),
    attestationObject: Base64Url(16_000),
    transports: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 10 })),
  }),
})
export type SignedSaying = Static<typeof Signed>
export type MadeSaying = Static<typeof Made>

const signed = Compile(Signed)
const made = Compile(Made)

export const signedIn = (said: unknown): SignedSaying | undefined => (signed.Check(said) ? said : undefined)
export const madeIn = (said: unknown): MadeSaying | undefined => (made.Check(said) ? said : undefined)

/** Of a form's field. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The challenge that the browser says was signed; whether it was is for the signature to show. */
export function challengeIn(clientDataJSON: string): string {
  const data = parsed(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
  const found = typeof data === 'object' && data !== null && 'challenge' in data ? data.challenge : undefined
  return typeof found === 'string' ? found : ''
}
