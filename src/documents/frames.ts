/**
 * What travels between this process and the one that opens documents: eight bytes (length of the head, length of all parts),
 * the head as JSON, then the parts one after the other.
 */
export type Frame = { readonly head: Readonly<Record<string, unknown>>; readonly parts: readonly Uint8Array[] }

const PREFIX = 8

export function frameBytes({ head, parts }: Frame): Uint8Array[] {
  const json = Buffer.from(JSON.stringify({ head, sizes: parts.map((part) => part.byteLength) }))
  const start = Buffer.alloc(PREFIX + json.length)
  start.writeUInt32LE(json.length, 0)
  start.writeUInt32LE(
    parts.reduce((sum, part) => sum + part.byteLength, 0),
    4,
  )
  json.copy(start, PREFIX)
  return [start, ...parts]
}

/** Takes chunks as they come and calls back once per whole frame. Throws on a frame over `limit` bytes: the other side is not to be trusted. */
export function collectFrames(limit: number, onFrame: (frame: Frame) => void): (chunk: Uint8Array) => void {
  let wanted = Buffer.alloc(PREFIX)
  let filled = 0
  let jsonLength = 0

  const complete = () => {
    if (jsonLength === 0) {
      jsonLength = wanted.readUInt32LE(0)
      const total = jsonLength + wanted.readUInt32LE(4)
      if (jsonLength === 0 || total > limit) throw new Error('frame refused')
      wanted = Buffer.allocUnsafe(total)
    } else {
      const frame = parse(wanted, jsonLength)
      wanted = Buffer.alloc(PREFIX)
      jsonLength = 0
      onFrame(frame)
    }
    filled = 0
  }

  return (chunk) => {
    for (let at = 0; at < chunk.byteLength; ) {
      const take = Math.min(chunk.byteLength - at, wanted.length - filled)
      wanted.set(chunk.subarray(at, at + take), filled)
      filled += take
      at += take
      if (filled === wanted.length) complete()
    }
  }
}

function parse(bytes: Buffer, jsonLength: number): Frame {
  const { head, sizes } = JSON.parse(bytes.toString('utf8', 0, jsonLength)) as { head: Frame['head']; sizes: number[] }
  let at = jsonLength
  const parts = sizes.map((size) => {
    at += size
    return bytes.subarray(at - size, at)
  })
  return { head, parts }
}
