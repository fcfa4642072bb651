export type ErrorCode =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'locked'
  | 'forbidden'
  | 'unproven'
  | 'unapproved'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'outdated'
  | 'too_large'
  | 'unsupported_type'
  | 'unavailable'
  | 'too_many'

/** A refusal a person may read: never holds PHI or a rejected value. Anything else that is thrown is a bug. */
export class AppError extends Error {
  override readonly name = 'AppError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(message)
  }
}

export const invalid = (fields: Readonly<Record<string, string>>, message = 'Check the form.') => new AppError('invalid', message, fields)
/** For whoever shows a refused form again with what is wrong with it: anything else goes on as it came. */
export function rethrowUnlessInvalid(error: unknown): asserts error is AppError {
  if (!(error instanceof AppError) || error.code !== 'invalid') throw error
}
export const unauthenticated = (message = 'Sign in to continue.') => new AppError('unauthenticated', message)
/** Their session is here and waits for them to show that it is they. */
export const locked = () => new AppError('locked', 'Locked. Unlock it, or sign in again.')
export const forbidden = (message = 'Your role does not allow this.') => new AppError('forbidden', message)
/** A program’s key lacks the scope. */
export const beyondKey = (scope: string) => forbidden(`This key does not allow this: it needs ${scope}.`)
/** They may, once they have shown again that it is they: a proof of theirs is too old. */
export const unproven = () =>
  new AppError('unproven', 'This needs a proof from the last five minutes that it is you: a code of your second factor.')
/** They may, but not from this device as long as no owner has approved it. */
export const unapproved = () =>
  new AppError(
    'unapproved',
    'Your office lets you in from approved devices only, and this one is not approved. Ask an owner to approve it.',
  )
export const notFound = (thing: string) => new AppError('not_found', `${thing} not found.`)
/** It was here, and was destroyed on purpose. */
export const gone = (message: string) => new AppError('gone', message)
export const conflict = (message: string) => new AppError('conflict', message)
/** They changed what somebody else has changed since they looked. */
export const outdated = (message: string) => new AppError('outdated', message)
export const tooLarge = (message: string) => new AppError('too_large', message)
/** With a time to come back after when it is a crowd, not a fault. */
export const unavailable = (message: string, retryAfterSeconds?: number) => new AppError('unavailable', message, {}, retryAfterSeconds)
export const tooMany = (message: string, retryAfterSeconds: number) => new AppError('too_many', message, {}, retryAfterSeconds)

const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])
const FULL_SECONDS = 30

/** Whether the disk refused it for want of room, also under the wrapper of whoever asked for it. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && FULL.has(error.code)) || isDiskFull(error.cause))

/** Nobody can do anything about it but the operator, and it may be over any moment. */
export const diskFull = (): AppError =>
  unavailable('The disk of this server is full. Nothing was changed; try again when your operator has made room.', FULL_SECONDS)
