import { listEvents } from '../audit/index.ts'
import { invalid } from '../kit/errors.ts'
import type { Tx } from '../tenancy/index.ts'

export const SURE_BY = ['in_person', 'called_back', 'video_id'] as const
/**
 * How whoever gives somebody a way in anew made sure that it is they who ask: the proof of who they are that inviting them took
 * (V6.4.4 of ASVS). The trail keeps it.
 */
export type MadeSure = { readonly sureBy: (typeof SURE_BY)[number]; readonly sureNote: string }
export type TypedSure = { readonly sureBy: string; readonly sureNote: string }

const LONGEST = 120
const isWay = (text: string): text is MadeSure['sureBy'] => (SURE_BY as readonly string[]).includes(text)

/** Throws AppError invalid. */
export function madeSure({ sureBy, sureNote }: TypedSure): MadeSure {
  const note = sureNote.trim()
  const wrong: Record<string, string> = {}
  if (!isWay(sureBy)) wrong['sureBy'] = 'Choose how you made sure that it is they who ask.'
  if (note.length < 3 || note.length > LONGEST)
    wrong['sureNote'] = `Say when and where, or which number you called, in 3 to ${LONGEST} characters.`
  if (!isWay(sureBy) || wrong['sureNote']) throw invalid(wrong)
  return { sureBy, sureNote: note }
}

/** Who did this last to that person, and how they made sure; undefined where nobody was asked. */
export function lastMadeSure(tx: Tx, action: string, personId: string) {
  const [event] = listEvents(tx, { action, subjectId: personId, limit: 1 })
  const { sureBy } = JSON.parse(event?.detail ?? '{}') as Partial<MadeSure>
  return event && sureBy && { sureBy, actorId: event.actorId }
}
