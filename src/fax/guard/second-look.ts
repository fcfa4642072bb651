import { findContactByFax } from '../../contacts/index.ts'
import { AppError } from '../../kit/errors.ts'
import type { Tx } from '../../tenancy/index.ts'
import type { Checked } from '../submitting.ts'
import { type Concern, type Looked, lookAt, maybeSent } from './concerns.ts'
import { getSendRules } from './rules.ts'

/** Who submits: a person can be asked, and says which concerns they looked at; a program cannot. */
export type Submitter =
  | { readonly is: 'person'; readonly looked: ReadonlySet<string> }
  | { readonly is: 'program' }
  /** A person who cannot be asked now: what they would be asked about waits for them. */
  | { readonly is: 'absent' }

/** How a person names a concern they looked at. */
export const tokenOf = ({ kind, to }: Concern): string => `${kind} ${to}`

/** Nothing was queued: a person looks at these first. */
export class SecondLook extends AppError {
  constructor(readonly concerns: readonly Concern[]) {
    super('conflict', 'Not sent yet: look at this first.')
  }
}

export type Hold = 'second_person' | 'possible_duplicate' | 'unlooked'

/**
 * Which recipients wait for a person although the fax is taken, and why. In the transaction that takes it, so that two of the same
 * cannot pass each other. Throws SecondLook.
 */
export function guard(
  tx: Tx,
  { recipients, cover }: Pick<Checked, 'recipients' | 'cover'>,
  content: string,
  submitter: Submitter,
): ReadonlyMap<string, Hold> {
  if (submitter.is === 'person') refuseUnlooked(lookAt(tx, recipients, { content, cover }), submitter.looked)
  const asked = submitter.is === 'absent' ? askedAbout(lookAt(tx, recipients, { content, cover })) : NOBODY
  const rules = getSendRules(tx)
  const holdsDuplicates = submitter.is === 'program' && rules.holdPrograms
  const holds = new Map<string, Hold>()
  for (const { to } of recipients) {
    if (findContactByFax(tx, to)?.sensitive) holds.set(to, 'second_person')
    else if (asked.has(to)) holds.set(to, 'unlooked')
    else if (holdsDuplicates && maybeSent(tx, to, content, rules)) holds.set(to, 'possible_duplicate')
  }
  return holds
}

const NOBODY: ReadonlySet<string> = new Set()

const askedAbout = (recipients: readonly Looked[]): ReadonlySet<string> =>
  new Set(recipients.flatMap(({ to, concerns }) => (concerns.some(({ asks }) => asks) ? [to] : [])))

function refuseUnlooked(recipients: readonly Looked[], looked: ReadonlySet<string>): void {
  const open = recipients.flatMap(({ concerns }) => concerns.filter((each) => each.asks && !looked.has(tokenOf(each))))
  if (open.length > 0) throw new SecondLook(open)
}
