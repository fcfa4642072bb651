import { expect, test } from 'bun:test'
import { cut, rangeOf, sendRange } from '../../src/kit/range.ts'

const WHOLE = { size: 10, etag: '"one"', headers: { 'content-type': 'text/plain' } }
const ask = (headers: Record<string, string>, method = 'GET') => new Request('http://localhost/x', { method, headers })

test.each([
  ['bytes=0-3', { is: 'part', from: 0, to: 3 }],
  ['bytes=4-', { is: 'part', from: 4, to: 9 }],
  ['bytes=9-99', { is: 'part', from: 9, to: 9 }],
  ['bytes=-4', { is: 'part', from: 6, to: 9 }],
  ['bytes=-99', { is: 'part', from: 0, to: 9 }],
  ['Bytes= 2-2', { is: 'part', from: 2, to: 2 }],
  ['bytes=10-', { is: 'nothing' }],
  ['bytes=10-12', { is: 'nothing' }],
  ['bytes=-0', { is: 'nothing' }],
  ['bytes=5-2', { is: 'whole' }],
  ['bytes=0-1,4-5', { is: 'whole' }],
  ['lines=0-1', { is: 'whole' }],
  ['bytes=-', { is: 'whole' }],
  ['bytes=a-b', { is: 'whole' }],
] as const)('%s of ten bytes', (range, asked) => {
  expect(rangeOf(ask({ range }), WHOLE)).toEqual(asked)
})

test('a download goes on only with what it began with, and only when it is a GET', () => {
  const range = 'bytes=4-'
  expect(rangeOf(ask({ range, 'if-range': '"one"' }), WHOLE).is).toBe('part')
  for (const other of ['"two"', 'W/"one"', 'Wed, 21 Oct 2015 07:28:00 GMT', ''])
    expect([other, rangeOf(ask({ range, 'if-range': other }), WHOLE).is]).toEqual([other, 'whole'])
  expect(rangeOf(ask({ range }, 'HEAD'), WHOLE).is).toBe('whole')
})

test('nothing is opened where no byte is sent', () => {
  const opened: [number, number][] = []
  const send = (headers: Record<string, string>, method?: string) =>
    sendRange(ask(headers, method), WHOLE, (from, end) => {
      opened.push([from, end])
      return new Blob(['0123456789'.slice(from, end)]).stream()
    })
  const head = send({ range: 'bytes=1-2' }, 'HEAD')
  expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges'), head.headers.get('etag')]).toEqual([
    200,
    '10',
    'bytes',
    '"one"',
  ])
  const past = send({ range: 'bytes=10-' })
  expect([past.status, past.headers.get('content-range'), opened]).toEqual([416, 'bytes */10', []])
})

test('a part says which one it is', async () => {
  const part = sendRange(ask({ range: 'bytes=2-4' }), WHOLE, (from, end) => cut(new Blob(['0123456789']).stream(), from, end))
  expect([part.status, part.headers.get('content-range'), part.headers.get('content-length'), await part.text()]).toEqual([
    206,
    'bytes 2-4/10',
    '3',
    '234',
  ])
})

test('a stream is cut across its pieces, and left where the part ends', async () => {
  let pulled = 0
  let left = false
  const body = () => {
    pulled = 0
    left = false
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) => controller.enqueue(new Uint8Array([pulled * 2, pulled++ * 2 + 1])),
        cancel: () => {
          left = true
        },
      },
      { highWaterMark: 0 },
    )
  }
  for (let from = 0; from < 7; from++)
    for (let end = from + 1; end < 8; end++) {
      const bytes = await new Response(cut(body(), from, end)).bytes()
      expect([from, end, [...bytes]]).toEqual([from, end, Array.from({ length: end - from }, (_, n) => from + n)])
      expect([pulled, left]).toEqual([Math.ceil(end / 2), true])
    }
})
