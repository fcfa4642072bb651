import { scripts } from '../package.json'

/*
 * Every gate there is, one named step each; `bun run check` and bin/test both come here. The last line counts steps and tests together.
 * Lanes run side by side: the static gates and the tests, a folder after the other. Three keep two cores busy, because tests wait for each
 * other's programs and for the disk. Whoever presses keys or weighs memory comes at the end, beside tests that mostly wait.
 */
const STATIC = ['check:types', 'check:xss', 'check:arrows', 'check:style'] as const

type Count = { readonly passed: number; readonly failed: number; readonly skipped: number }
type Step = Count & { readonly line: string; readonly output: string }
/** How long it took, and how much of a processor it and what it started had of that. */
type Ended = { readonly code: number; readonly output: string; readonly took: string }

const LANES = 3
/** They take longest, and would be waited for at the end. */
const FIRST = [
  'test/fax/crash-loop.test.ts',
  'test/custody/taking-crash.test.ts',
  'test/custody/',
  'test/cli/',
  'test/fax/',
  'test/identity/',
]
const LAST_LANES = 2
const LAST = ['test/e2e/', 'test/custody/restore.test.ts', 'test/cells/', 'test/custody/takeaway.test.ts']

// What is tested is what a container runs: the programs as bin/build puts them together. A third of the time of each start, too.
await import('./build.ts')
const env = { ...process.env, FRONTDESK_PROGRAMS: '.build/server' }

const paths = process.argv.slice(2)
const steps = paths.length > 0 ? [await tests(paths)] : await everything()
for (const { failed, output } of steps) if (failed > 0 && output) console.log(`\n${output}`)
console.log(`\n${steps.map(({ line }) => line).join('\n')}\n\n${inAll(steps)}`)
process.exit(steps.some(({ failed }) => failed > 0) ? 1 : 0)

async function everything(): Promise<Step[]> {
  const files = [...new Bun.Glob('test/**/*.test.{ts,tsx}').scanSync()].sort()
  const taken = new Set<string>()
  const take = (starts: readonly string[]) =>
    starts.flatMap((start) => {
      const some = files.filter((file) => file.startsWith(start) && !taken.has(file))
      for (const file of some) taken.add(file)
      return some.length > 0 ? [() => tests(some)] : []
    })
  const last = take(LAST)
  const first = take(FIRST)
  const gates = STATIC.map((name) => () => gate(name))
  const rest = take([...new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))])
  return [...(await inLanes(LANES, [...first, ...gates, ...rest])), ...(await inLanes(LAST_LANES, last))]
}

async function inLanes(lanes: number, waiting: (() => Promise<Step>)[]): Promise<Step[]> {
  const done: Step[] = []
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) done.push(await next())
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return done
}

async function gate(name: (typeof STATIC)[number]): Promise<Step> {
  const { code, output, took } = await run(['bun', 'run', name])
  const count = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  return told(count, `${name} (${scripts[name]}) ${took}`, output.trim())
}

async function tests(files: readonly string[]): Promise<Step> {
  const { code, output, took } = await run(['bun', 'run', 'test', ...files])
  process.stdout.write(`${output.trim()}\n`)
  const [passed, skipped] = [counted(output, 'pass'), counted(output, 'skip')]
  const failed = counted(output, 'fail') + counted(output, 'error')
  // A runner that died, or found nothing to run, has not passed whatever it printed before.
  const which = [...output.matchAll(/^\(fail\) .*$/gm)].map(([line]) => line)
  return told({ passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }, `${nameOf(files)} ${took}`, which.join('\n'))
}

function nameOf([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first.split('/').slice(0, 2).join('/')} and more`
}

/** Said when a step ends, and again together at the end, because the tests talk in between. */
function told(count: Count, what: string, output = ''): Step {
  const line = `${count.failed === 0 ? 'ok' : 'FAILED'}  ${what}`
  console.log(line)
  return { ...count, line, output }
}

function inAll(counts: readonly Count[]): string {
  const sum = (of: keyof Count) => counts.reduce((total, each) => total + each[of], 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** bun test ends with lines such as " 17 pass". */
function counted(output: string, what: string): number {
  return Number([...output.matchAll(RegExp(`^\\s*(\\d+) ${what}s?$`, 'gm'))].at(-1)?.[1] ?? 0)
}

async function run(command: string[]): Promise<Ended> {
  const started = performance.now()
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', env })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  const code = await child.exited
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const busy = Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6
  return { code, output: `${out}\n${err}`, took: `${seconds} s (processor ${busy.toFixed(1)})` }
}
