import { Type } from '@sinclair/typebox'
import { t } from 'elysia'
import { SURE_BY } from './made-sure.ts'

/** In JSON. */
export const Sure = Type.Object({
  sureBy: Type.String({ maxLength: 40, description: `How you made sure that it is they who ask: ${SURE_BY.join(', ')}.` }),
  sureNote: Type.String({ maxLength: 500, description: 'When and where, or which number you called. It stays in the trail.' }),
})

const Typed = (maxLength: number) => t.String({ maxLength, default: '' })
/** In a form. */
export const SureForm = t.Object({ sureBy: Typed(40), sureNote: Typed(500) })
