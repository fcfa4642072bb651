import type { DocumentDecoration } from 'elysia'
import { Problem } from './refusal.ts'

type Answers = NonNullable<DocumentDecoration['responses']>

const PROBLEM = { 'application/problem+json': { schema: Problem } }
const WORDS: Readonly<Record<number, string>> = {
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not as things stand',
  422: 'The request is not as it should be',
}

/**
 * For the description of a route whose answer no schema of it can say, having no body or being a file: it is written out, and so are
 * its refusals. `words` say what a refusal means just there.
 */
export const writtenOut = (
  answer: Readonly<Record<number, object>>,
  refusals: readonly number[],
  words: Readonly<Record<number, string>> = {},
): Answers => {
  const said = refusals.map((code) => [code, { description: words[code] ?? WORDS[code], content: PROBLEM }])
  return { ...answer, ...Object.fromEntries(said) } as unknown as Answers
}

const ETAG = { ETag: { description: 'Stands for these bytes, for If-Range.', schema: { type: 'string' } } }
const PART = { 'Content-Range': { description: 'Which bytes of how many.', schema: { type: 'string' } } }

/** A file of which a range of bytes may be asked for: a download that broke off goes on. */
export const inRanges = (...types: string[]) => ({
  200: { ...fileOf('The whole of it', ...types), headers: ETAG },
  206: { ...fileOf('The range of it that was asked for', ...types), headers: { ...ETAG, ...PART } },
  416: { description: 'It has no such bytes', headers: PART },
})

export const gone = (...refusals: number[]): Answers => writtenOut({ 204: { description: 'It is gone' } }, refusals)

export const fileOf = (description: string, ...types: string[]) => ({
  description,
  content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
})
