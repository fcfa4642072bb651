export interface CallEnd {
  readonly result: number
  readonly text: string
  readonly pagesSent: number
  readonly pagesReceived: number
  readonly bitRate: number
  readonly ecm: boolean
  /** How long the line was held, at the speed of a telephone. */
  readonly seconds: number
  readonly cut: boolean
  readonly stuck: boolean
}

export interface CallOptions {
  readonly program: string
  readonly send: string
  readonly receive: string
  readonly from: string
  readonly to: string
  /** Cuts the line in the middle of the page after this many. */
  readonly cutAfterPages?: number
}

/** Two T.30 machines talk in a process of their own; null when the call could not be tried at all. */
export async function faxCall(options: CallOptions): Promise<CallEnd | null> {
  const { program, send, receive, from, to, cutAfterPages } = options
  const cut = cutAfterPages === undefined ? [] : ['--drop-after-pages', String(cutAfterPages)]
  const call = Bun.spawn([program, '--send', send, '--receive', receive, '--from', from, '--to', to, ...cut], {
    stdout: 'pipe',
    stderr: 'ignore',
    timeout: 70_000,
    killSignal: 'SIGKILL',
  })
  const printed = await call.stdout.text()
  if ((await call.exited) !== 0) return null
  return JSON.parse(printed)
}
