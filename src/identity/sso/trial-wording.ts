import { OIDC_PROBLEMS } from './oidc-problems.ts'
import { SAML_PROBLEMS } from './saml-problems.ts'
import type { Outcome, Trial, TrialProblem } from './trials.ts'

const PROBLEMS: Readonly<Record<TrialProblem, string>> = { ...OIDC_PROBLEMS, ...SAML_PROBLEMS }

/** What came of a trial, in words; `isGood` when somebody could sign in like this. */
export function wordsOfTrial({ outcome }: Trial): { readonly isGood: boolean; readonly text: string } {
  if (!outcome) return { isGood: false, text: 'Nothing came back yet. Sign in at the provider, or try again.' }
  if ('problem' in outcome) return { isGood: false, text: PROBLEMS[outcome.problem] }
  if (!outcome.claims.email) return { isGood: false, text: SAML_PROBLEMS.no_email }
  return { isGood: true, text: 'It works: signed, for this office, and in time. Nobody was signed in by it.' }
}

export function claimsIn(outcome: Outcome | undefined) {
  if (!outcome || !('claims' in outcome)) return undefined
  const { subject, email, name, groups } = outcome.claims
  return [
    { term: 'Known there as', text: subject },
    { term: 'E-mail', text: email ?? 'Not said' },
    { term: 'Name', text: name ?? 'Not said' },
    { term: 'Groups', text: groups === undefined ? 'Not said' : groups.join(', ') || 'None' },
  ]
}
