import { expect, test } from 'bun:test'
import { join } from 'node:path'

const SECRET = 'Wilhelmina Featherstone'
const SOURCE = join(import.meta.dir, '../src')

test.each([
  ['a promise nobody waits for', 'Promise.reject(failure)'],
  ['a timer that throws', 'setTimeout(() => { throw failure }, 1)'],
])('%s ends the process with a line that says where and quotes nothing', async (_, code) => {
  const script = `
    import { crashWithoutQuoting } from '${SOURCE}/crash.ts'
    import { createLog } from '${SOURCE}/kit/log.ts'
    crashWithoutQuoting(createLog('error'))
    const failure = Object.assign(new Error('Failed query, params: ' + process.argv[1]), { code: 'SQLITE_ERROR' })
    ${code}
    setTimeout(() => process.exit(0), 5_000)`
  const child = Bun.spawn([process.execPath, '-e', script, SECRET], { stdout: 'pipe', stderr: 'pipe' })
  const [out, err, exit] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
  expect(exit).toBe(1)
  expect(out + err).not.toContain(SECRET)
  expect(JSON.parse(err)).toMatchObject({ event: 'process.crashed', code: 'SQLITE_ERROR' })
})
