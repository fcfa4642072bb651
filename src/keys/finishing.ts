import { AppError } from '../kit/errors.ts'
import { describeError, type Log } from '../kit/log.ts'
import type { Control } from '../tenancy/index.ts'
import { KeyServiceFailed } from './key-service.ts'
import { endRotation, getRotation, type Rotation } from './rotations.ts'

/** An exchange of a key that was begun; `ended` resolves, however it ends, to how it stands then. */
export type Begun = { readonly rotation: Rotation; readonly ended: Promise<Rotation> }

/** Thrown to leave the rest to the next start. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

type Deps = { readonly control: Control; readonly log: Log }

export async function finishing({ control, log }: Deps, { id }: Rotation, work: () => Promise<void>): Promise<Rotation> {
  try {
    await work()
    control.write((tx) => endRotation(tx, id, { state: 'done' }))
  } catch (error) {
    if (error instanceof Stopped) return control.read((tx) => getRotation(tx, id))
    log('error', 'keys.rotation_failed', { rotation: id, ...describeError(error) })
    const told = error instanceof AppError || error instanceof KeyServiceFailed
    control.write((tx) => endRotation(tx, id, { state: 'failed', why: told ? error.message : 'Something went wrong; the log has more.' }))
  }
  return control.read((tx) => getRotation(tx, id))
}
