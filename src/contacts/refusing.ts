import { AppError } from '../kit/errors.ts'

/** What a person can put right comes back with what was typed; everything else is the edge's to answer. */
export function refusedAs(change: () => unknown) {
  try {
    change()
    return undefined
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error
    return { status: error.code === 'conflict' ? 409 : 422, problem: { message: error.message, errors: error.fields } }
  }
}
