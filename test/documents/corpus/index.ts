import { active } from './active.ts'
import { bombs } from './bombs.ts'
import { broken } from './broken.ts'
import { encrypted } from './encrypted.ts'
import { labels } from './labels.ts'
import { oddPages } from './odd-pages.ts'
import { pictures } from './pictures.ts'
import type { Specimen } from './specimen.ts'
import { tiffs } from './tiffs.ts'

export type { Answer, Specimen } from './specimen.ts'
export const CORPUS: readonly Specimen[] = [...oddPages, ...broken, ...encrypted, ...active, ...bombs, ...pictures, ...labels, ...tiffs]
