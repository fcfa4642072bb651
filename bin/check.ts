import { scripts } from '../package.json'

/*
 * Every gate there is, one named step each; `bun run check` and bin/test both come here. The last line counts steps and tests together.
 * The static gates run beside the tests: they are one process each, and most tests wait for one core at a time.
 */
const STATIC = ['check:types', 'check:xss', 'check:arrows', 'check:style'] as const

type Count = { readonly passed: number; readonly failed: number; readonly skipped: number }
type Step = Count & { readonly line: string; readonly output: string }
type Ended = { readonly code: number; readonly output: string; readonly seconds: string }

const paths = process.argv.slice(2)
const steps = paths.length > 0 ? [await tests(paths)] : (await Promise.all([staticSteps(), tests([])])).flat()
for (const { failed, output } of steps) if (failed > 0 && output) console.log(`\n${output}`)
console.log(`\n${steps.map(({ line }) => line).join('\n')}\n\n${inAll(steps)}`)
process.exit(steps.some(({ failed }) => failed > 0) ? 1 : 0)

async function staticSteps(): Promise<Step[]> {
  const done: Step[] = []
  for (const name of STATIC) {
    const { code, output, seconds } = await run(['bun', 'run', name], false)
    done.push(
      told(
        { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 },
        `${name} (${scripts[name]}) ${seconds} s`,
        output.trim(),
      ),
    )
  }
  return done
}

async function tests(patterns: readonly string[]): Promise<Step> {
  const { code, output, seconds } = await run(['bun', 'run', 'test', ...patterns], true)
  const [passed, skipped] = [counted(output, 'pass'), counted(output, 'skip')]
  const failed = counted(output, 'fail') + counted(output, 'error')
  // A runner that died, or found nothing to run, has not passed whatever it printed before.
  return told({ passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }, `test (${scripts.test}) ${seconds} s`)
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

async function run(command: string[], live: boolean): Promise<Ended> {
  const started = performance.now()
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err] = await Promise.all([read(child.stdout, live), read(child.stderr, live)])
  return { code: await child.exited, output: `${out}\n${err}`, seconds: ((performance.now() - started) / 1000).toFixed(1) }
}

async function read(stream: ReadableStream<Uint8Array>, live: boolean): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of stream) {
    if (live) process.stdout.write(part)
    text += decoder.decode(part, { stream: true })
  }
  return text
}
