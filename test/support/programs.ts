import { join } from 'node:path'

const TOP = join(import.meta.dir, '../..')

/** The file of a program of ours: put together, as a container runs it, where FRONTDESK_PROGRAMS says so; else as it was written. */
export const program = (name: 'main' | 'cli/main'): string => {
  const built = process.env['FRONTDESK_PROGRAMS']
  return built ? join(TOP, built, `${name}.js`) : join(TOP, 'src', `${name}.ts`)
}

/** For the scripts in bin, which choose for themselves. */
export const chosenPrograms = (): Record<string, string> => {
  const built = process.env['FRONTDESK_PROGRAMS']
  return built ? { FRONTDESK_PROGRAMS: built } : {}
}
