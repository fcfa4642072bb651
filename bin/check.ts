import { scripts } from '../package.json'

/*
 * Every gate there is, one named step each; `bun run check` and bin/test both come here. The last line counts steps and tests together.
 * The static gates run beside the tests: they are one process each, and most tests wait for one core at a time.
 */
const STATIC = ['check:types', 'check:xss', 'check:arrows', 'check:style'] as const

type Count = { readonly passed: number; readonly failed: number; readonly skipped: number }
type Ended = { readonly code: number; readonly output: string; readonly seconds: string }

const paths = process.argv.slice(2)
const counts = paths.length > 0 ? [await tests(paths)] : (await Promise.all([staticSteps(), tests([]).then((count) => [count])])).flat()
const total = counts.reduce((sum, each) => ({
  passed: sum.passed + each.passed,
  failed: sum.failed + each.failed,
  skipped: sum.skipped + each.skipped,
}))
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed > 0 ? 1 : 0)

async function staticSteps(): Promise<Count[]> {
  const done: Count[] = []
  for (const name of STATIC) {
    const { code, output, seconds } = await run(['bun', 'run', name], false)
    if (code !== 0) console.log(output.trim())
    console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name} (${scripts[name]}) ${seconds} s`)
    done.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })
  }
  return done
}

async function tests(patterns: readonly string[]): Promise<Count> {
  const { code, output, seconds } = await run(['bun', 'run', 'test', ...patterns], true)
  const count = {
    passed: counted(output, 'pass'),
    failed: counted(output, 'fail') + counted(output, 'error'),
    skipped: counted(output, 'skip'),
  }
  console.log(`${code === 0 ? 'ok' : 'FAILED'}  test (${scripts.test}) ${seconds} s`)
  // A runner that died, or found nothing to run, has not passed whatever it printed before.
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

/** bun test ends with lines such as " 17 pass". */
function counted(output: string, what: string): number {
  return Number(RegExp(`^\\s*(\\d+) ${what}s?$`, 'm').exec(output)?.[1] ?? 0)
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
