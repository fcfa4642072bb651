import type { Log } from '../kit/log.ts'
import {
  type Actor,
  type Control,
  countUnder,
  keyId,
  type Masters,
  noteMaster,
  retireOthers,
  rewrapFiles,
  rewrapSome,
} from '../tenancy/index.ts'
import { type Begun, finishing } from './finishing.ts'
import { type MasterLine, readMasterFile, replaceMasterFile, setAside } from './master-file.ts'
import { type MasterSettings, makeLine, serviceOf } from './opening.ts'
import { beginRotation, listRunning, noteRotation, type Rotation } from './rotations.ts'

/*
 * A new master key, while every office works:
 *   the file holds both, new first → every thread wraps with the new → tenants' keys rewrapped, some at a time → key files →
 *   one commit: nothing left under the old, and nothing may be → the file holds the new alone, the old lies aside
 * Each wrapped key names its master and both are at hand, so a start at any moment opens everything and goes on from there.
 */
export type MasterKeyDeps = {
  readonly settings: MasterSettings
  readonly control: Control
  readonly masters: Masters
  readonly log: Log
  /** Called between any two steps; a test stops the process here. */
  readonly reached?: (step: string) => void
}

export type MasterKey = {
  /** Throws AppError conflict while any key is being exchanged. */
  rotate(actor: Actor): Begun
  /** At start: what a crash interrupted goes on. */
  resume(): Begun | undefined
}

const AT_ONCE = 200

export function createMasterKey({ settings, control, masters, log, reached = () => {} }: MasterKeyDeps): MasterKey {
  const linesNow = (): MasterLine[] => readMasterFile(settings.file) ?? []

  async function exchange(rotation: Rotation): Promise<void> {
    const before = linesNow()
    const { key, line } = await makeLine(await serviceOf(settings))
    control.write((tx) => noteMaster(tx, masters.current))
    replaceMasterFile(settings.file, [line, ...before])
    reached('both are in the file')
    masters.begin(key)
    await goOn(rotation)
  }

  async function goOn({ id }: Rotation): Promise<void> {
    const { under, all } = control.read((tx) => countUnder(tx, masters.current))
    control.write((tx) => {
      noteMaster(tx, masters.current)
      noteRotation(tx, id, { keyId: keyId(masters.current), done: under, total: all })
    })
    for (let done = under, more = AT_ONCE; more === AT_ONCE; done += more) {
      more = control.write((tx) => rewrapSome(tx, masters, AT_ONCE))
      control.write((tx) => noteRotation(tx, id, { done: done + more }))
      reached('some are rewrapped')
      await Bun.sleep(0)
    }
    rewrapFiles(settings.dataDir, masters)
    reached('the key files are rewrapped')
    control.write((tx) => {
      rewrapSome(tx, masters, Number.MAX_SAFE_INTEGER)
      retireOthers(tx, masters)
    })
    reached('the old one is retired')
    await control.scrub()
    const [first, ...others] = linesNow()
    const olds = masters.all.filter((key) => !key.equals(masters.current))
    for (const [at, line] of others.entries()) setAside(settings.file, line, olds[at] ?? Buffer.alloc(0))
    reached('the old one lies aside')
    if (first) replaceMasterFile(settings.file, [first])
    reached('the new one is alone in the file')
    masters.forgetOthers()
  }

  return {
    rotate(actor) {
      const rotation = control.write((tx) => beginRotation(tx, { kind: 'master' }, actor.id))
      return { rotation, ended: finishing({ control, log }, rotation, () => exchange(rotation)) }
    },
    resume() {
      const [running] = control.read((tx) => listRunning(tx, 'master'))
      const half = linesNow().length > 1
      if (!running && !half) return undefined
      const rotation = running ?? control.write((tx) => beginRotation(tx, { kind: 'master' }, 'start'))
      return { rotation, ended: finishing({ control, log }, rotation, () => goOn(rotation)) }
    },
  }
}
