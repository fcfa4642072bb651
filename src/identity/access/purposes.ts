import { invalid } from '../../kit/errors.ts'

/** What a record may be looked at for, by the codes of HL7's PurposeOfUse. */
export const PURPOSES = ['TREAT', 'HPAYMT', 'HOPERAT', 'ETREAT', 'PATRQT', 'PUBHLTH', 'HLEGAL'] as const
export type Purpose = (typeof PURPOSES)[number]
export const isPurpose = (text: string): text is Purpose => (PURPOSES as readonly string[]).includes(text)

/** A program names it with each request, a person once a session. Throws AppError invalid for one that nobody knows. */
export function purposeOf(request: Request): Purpose | undefined {
  const named = request.headers.get('x-purpose-of-use')
  if (named !== null && !isPurpose(named)) throw invalid({ 'X-Purpose-Of-Use': `Use one of ${PURPOSES.join(', ')}.` }, 'Check the headers.')
  const chosen = named ?? /(?:^|;\s*)purpose=([A-Z]+)(?:;|$)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''
  return isPurpose(chosen) ? chosen : undefined
}
