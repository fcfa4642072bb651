/** One line of the report. `ratio` is how many times better ours is than the peer's: under 1 we lose. */
export type Row = {
  readonly what: string
  readonly ours: string
  readonly peer: string
  readonly ratio: string
  readonly goal: string
  readonly met: string
}

/** `atGoal`: its figure beside which the goal was set, on another machine. */
export type Peer = { readonly name: string; readonly value: number; readonly atGoal?: number }

type Figure = {
  readonly what: string
  readonly ours: number
  readonly show: (value: number) => string
  readonly goal?: number
  readonly peer?: Peer | undefined
  readonly note?: string
}

/** The lower, the better: a time or a size. */
export const least = (figure: Figure): Row =>
  row(figure, figure.peer && figure.peer.value / figure.ours, '≤', (value, goal) => value <= goal)

/** The higher, the better: a rate. */
export const most = (figure: Figure): Row =>
  row(figure, figure.peer && figure.ours / figure.peer.value, '≥', (value, goal) => value >= goal)

type Meets = (value: number, goal: number) => boolean

function row({ what, ours, show, goal, peer, note }: Figure, ratio: number | undefined, sign: string, meets: Meets): Row {
  return {
    what,
    ours: show(ours) + (note ? ` (${note})` : ''),
    peer: peer ? `${peer.name} ${show(peer.value)}` : '–',
    ratio: ratio === undefined ? '–' : `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`,
    goal: goal === undefined ? '–' : `${sign} ${show(goal)}`,
    met: goal === undefined ? '–' : judge(ours, goal, peer, meets),
  }
}

/** A machine on which the peer is slower than where the goal was set is given a goal as much lower. */
function judge(ours: number, goal: number, peer: Peer | undefined, meets: Meets): string {
  if (meets(ours, goal)) return 'yes'
  if (peer?.atGoal === undefined) return 'NO'
  const multiple = goal / peer.atGoal
  return `${meets(ours, peer.value * multiple) ? 'by ratio' : 'NO'}: ${(ours / peer.value).toFixed(2)} of the peer’s, goal ${multiple.toFixed(2)}`
}

const COLUMNS = ['what', 'ours', 'peer', 'ratio', 'goal', 'met'] as const

export function tableOf(rows: readonly Row[]): string {
  const lines = [Object.fromEntries(COLUMNS.map((name) => [name, name])) as Row, ...rows]
  const width = (name: (typeof COLUMNS)[number]) => Math.max(...lines.map((line) => line[name].length))
  const widths = COLUMNS.map(width)
  const drawn = lines.map((line) => `| ${COLUMNS.map((name, index) => line[name].padEnd(widths[index] ?? 0)).join(' | ')} |`)
  drawn.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`)
  return drawn.join('\n')
}
