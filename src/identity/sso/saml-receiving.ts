import type { Tenant, Tx } from '../../tenancy/index.ts'
import { type Connection, findConnection } from './connections.ts'
import { refuse } from './finishing.ts'
import { awaited, type Stray } from './requests.ts'
import { type Asking, redeemBySaml } from './saml.ts'
import { isFirst, keepAnswer } from './saml-answers.ts'
import { isSamlRefusal, type SamlProblem, type SamlRefusal } from './saml-problems.ts'
import { openResponse } from './saml-response.ts'
import { concludeTrial, type TrialId, trialOf } from './trials.ts'

export type Unreceived = SamlProblem | Stray | 'gone'
export type Received = { readonly code: string } | { readonly trial: TrialId } | { readonly refused: Unreceived }

/** What a provider had a browser post. Nothing is checked at length that answers no request of ours. */
export async function receive(door: Tenant, connection: Connection, posted: string, here: Pick<Asking, 'us' | 'now'>): Promise<Received> {
  const { id: connectionId } = connection
  const refused = (why: Unreceived): Received => door.write((tx) => refuse(tx, connectionId, why))
  const opened = await orRefusal(async () => openResponse(posted))
  if (isSamlRefusal(opened)) return refused(opened.problem)
  const { requestId } = opened
  const { asked, trial } = door.read((tx) => ({ asked: awaited(tx, { state: requestId, connectionId }), trial: trialOf(tx, requestId) }))
  if (typeof asked === 'string') return refused(asked)
  if (!connection.isEnabled && !trial) return refused('gone')
  const redeemed = await orRefusal(() => redeemBySaml(door, { connection, ...here, ...asked }, opened))
  if (trial) {
    door.write((tx) => concludeTrial(tx, trial, isSamlRefusal(redeemed) ? { problem: redeemed.problem } : { claims: redeemed.verified }))
    return { trial }
  }
  if (isSamlRefusal(redeemed)) return refused(redeemed.problem)
  return door.write((tx): Received => {
    // What was verified was verified by rules that may have been changed meanwhile.
    if (!isStill(tx, connection)) return refuse(tx, connectionId, 'gone')
    if (!isFirst(tx, connectionId, redeemed.assertion)) return refuse(tx, connectionId, 'replayed')
    const code = keepAnswer(tx, connectionId, { requestId, verified: redeemed.verified })
    return code === undefined ? refuse(tx, connectionId, 'used') : { code }
  })
}

function isStill(tx: Tx, { id, settings }: Connection): boolean {
  const now = findConnection(tx, id)
  return now?.isEnabled === true && JSON.stringify(now.settings) === JSON.stringify(settings)
}

async function orRefusal<T>(work: () => Promise<T>): Promise<T | SamlRefusal> {
  try {
    return await work()
  } catch (error) {
    if (isSamlRefusal(error)) return error
    throw error
  }
}
