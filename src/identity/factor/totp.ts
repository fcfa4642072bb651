import { generateSecret, generateSync, generateURI, verifySync } from 'otplib'

/**
 * A code is one of its half minute (V6.5.5 of ASVS). What NIST SP 800-63B-4 lets a verifier add: five seconds for clocks that differ, to
 * either side, and five more for who types it as it ends.
 */
const DRIFT_SECONDS = 5
const TYPING_SECONDS = 5
const CODE = /^\d{6}$/

/** 160 random bits, as authenticator apps take them. */
export const newTotpSecret = (): string => generateSecret({ length: 20 })

/** The code that a phone with this secret shows at that moment. */
export const totpAt = (secret: string, now: Date): string => generateSync({ secret, epoch: secondsOf(now) })

/** The time step a code belongs to, if it is taken now and comes after `lastStep`; undefined when it is none. */
export function stepOf(secret: string, code: string, lastStep: number, now: Date): number | undefined {
  if (!CODE.test(code)) return undefined
  const epochTolerance: [number, number] = [DRIFT_SECONDS + TYPING_SECONDS, DRIFT_SECONDS]
  const result = verifySync({ secret, token: code, epoch: secondsOf(now), epochTolerance })
  // An object in either case, which is truthy also when the code is wrong.
  return result.valid && 'timeStep' in result && result.timeStep > lastStep ? result.timeStep : undefined
}

/** What the QR code says. The issuer is the name over the code on the phone. */
export const totpUri = (secret: string, issuer: string, email: string): string => generateURI({ secret, issuer, label: email })

const secondsOf = (moment: Date) => Math.floor(moment.getTime() / 1000)
