import { join } from 'node:path'

/*
 * Where the programs of this product lie: in src as they were written, or below .build as bin/build put each of them together. Both are
 * two folders below the top, and so is this text in both.
 */
const isBuilt = import.meta.path.endsWith('.js')

export const TOP = join(import.meta.dir, '../..')

/** The file that a process or a thread of ours starts with. */
export const programFile = (name: 'main' | 'worker' | 'db/turning/main' | 'db/wholeness/main' | 'documents/inside/main'): string =>
  isBuilt ? join(import.meta.dir, `${name}.js`) : join(TOP, 'src', `${name}.ts`)
