import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { DirectoryHeld, holdDirectory } from '../db/index.ts'
import { notFound } from '../kit/errors.ts'

/** Holds the data directory for one command that a running server would not survive. Throws while one runs. */
export async function withServerStopped<T>(work: (config: Config) => T | Promise<T>): Promise<T> {
  const config = readConfig()
  if (!existsSync(config.data.dir)) throw notFound(`The data directory ${config.data.dir}`)
  using _held = holdDirectory(config.data.dir)
  return await work(config)
}

/** Does it itself while no server runs, or has the running server do it. */
export async function byWhoeverRuns<T>(stopped: (config: Config) => Promise<T>, running: () => Promise<T>): Promise<T> {
  try {
    return await withServerStopped(stopped)
  } catch (error) {
    if (error instanceof DirectoryHeld) return running()
    throw error
  }
}

/** bin/frontdesk moves to the repository; the file is named from where the person stands. */
export const fileNamed = (name: string): string => resolve(process.env['INIT_CWD'] ?? '.', name)
