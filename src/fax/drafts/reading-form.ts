import { invalid } from '../../kit/errors.ts'
import { readWish } from '../page-plan.ts'
import { checkFields, uploadsIn } from '../reading-form.ts'
import type { Form } from './keeping.ts'

export type Posted = Form & {
  /** The draft's id, made with the page. */
  readonly intent: string
  /** A received fax that it begins with. */
  readonly received: string | undefined
  /** A fax that it sends again, and to whom. */
  readonly again: string | undefined
  readonly whom: string
}

/** What the send page posts, sense or not: a draft keeps what was typed. Throws AppError invalid. */
export async function readPosted(body: unknown): Promise<Posted> {
  if (!(body instanceof FormData)) throw invalid({ body: 'Send the form as multipart/form-data.' })
  checkFields(body)
  const texts = (name: string) => body.getAll(name).filter((each): each is string => typeof each === 'string')
  const text = (name: string) => texts(name).at(-1) ?? ''
  const known = Number(text('known') || 0)
  return {
    intent: text('intent') || crypto.randomUUID(),
    received: text('received') || undefined,
    again: text('again') || undefined,
    whom: text('whom'),
    typed: {
      to: texts('to').join('\n'),
      cover: body.has('cover') || !body.has('intent'),
      template: text('template'),
      subject: text('subject'),
      note: text('note'),
      from: text('from'),
      sendAt: text('sendAt'),
    },
    uploads: await uploadsIn(body),
    // A page that shows none has let go of all it knew.
    pages: body.has('known') ? texts('pages').map(readWish) : undefined,
    known: Number.isInteger(known) ? known : 0,
    ticked: new Set(texts('tick')),
    act: text('act'),
  }
}
