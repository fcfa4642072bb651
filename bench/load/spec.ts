import type { Spread } from '../figures.ts'

/** What a load process is told to do. Each connection asks for one thing at a time and waits for the whole answer. */
export type LoadSpec = {
  readonly port: number
  readonly connections: number
  readonly warmSeconds: number
  readonly seconds: number
  /** Taken in turn by each connection. */
  readonly requests: readonly Asked[]
  /** Each request is made once by one connection, without a warm-up; `seconds` does not count. */
  readonly once?: boolean
}
export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodyBase64?: string
}
export type LoadReport = Spread & {
  readonly perSecond: number
  /** Answers by status; anything but the expected one means that the figures are of something else. */
  readonly statuses: Readonly<Record<string, number>>
  readonly bytes: number
  /** With `once`: the time of each request, in their order. */
  readonly each?: readonly number[]
}
