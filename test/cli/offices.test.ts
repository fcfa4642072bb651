import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { makeTenant, openShell } from './support.ts'

// Each command is a process, and the machine may be busy.
setDefaultTimeout(30_000)

test('an office is made, has its owner’s link, and is in the list', async () => {
  using shell = openShell()
  const made = await makeTenant(shell, 'oak')
  expect(made).toMatchObject({
    slug: 'oak',
    state: 'active',
    ownerLink: expect.stringMatching(/^http:\/\/oak\.localhost:3000\/welcome\/[\w-]{43}$/),
  })
  const list = await shell.run(['tenant', 'list'])
  expect(list).toMatchObject({ code: 0, err: '' })
  expect(list.out).toContain(made.id)
})

test('a slug that is taken is refused, and nothing is left of the second office', async () => {
  using shell = openShell()
  await makeTenant(shell, 'oak')
  const before = readdirSync(shell.dataDir)
  const again = await shell.run(['tenant', 'create', '--name', 'Another', '--slug', 'oak', '--owner', 'ann@another.test'])
  expect(again).toMatchObject({ code: 1, out: '', err: expect.stringContaining('That web name is taken.') })
  expect(readdirSync(shell.dataDir)).toEqual(before)
  expect(await shell.json<unknown[]>(['tenant', 'list'])).toHaveLength(1)
})

test('what is wrong is said by field, also as JSON', async () => {
  using shell = openShell()
  const plain = await shell.run(['tenant', 'create', '--name', 'Oak', '--slug', 'a!', '--owner', 'ann@oak.test'])
  expect(plain).toMatchObject({ code: 1, out: '', err: expect.stringContaining('slug: Use 3 to 40') })
  const json = await shell.run(['tenant', 'create', '--name', 'Oak', '--slug', 'a!', '--owner', 'ann@oak.test', '--json'])
  expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'invalid', fields: { slug: expect.stringContaining('3 to 40') } } })
})

test('everything that is wrong is said at once', async () => {
  using shell = openShell()
  const wrong = await shell.run(['tenant', 'create', '--name', ' ', '--slug', 'a!', '--owner', 'nobody'])
  expect(wrong).toMatchObject({ code: 1, out: '' })
  for (const field of ['name:', 'slug:', 'ownerEmail:']) expect(wrong.err).toContain(`  ${field}`)
  const bare = await shell.run(['tenant', 'create', '--name', 'Oak'])
  expect(bare).toMatchObject({ code: 2, err: expect.stringContaining('--slug and --owner are missing.') })
  expect(await shell.json<unknown[]>(['tenant', 'list'])).toEqual([])
})

test('a command typed wrongly exits with 2 and shows how it is typed', async () => {
  using shell = openShell()
  const wrong = [['tenant', 'create', '--name', 'Oak'], ['tenant', 'burn'], ['office'], ['tenant', 'list', '--loud']]
  for (const { code, out, err } of await Promise.all(wrong.map((args) => shell.run(args)))) {
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^frontdesk: \S/)
  }
  expect(readdirSync(shell.dataDir)).toEqual([])
})

test('people and keys are added to one office; a password comes from a pipe', async () => {
  using shell = openShell()
  await makeTenant(shell, 'oak')
  const person = ['user', 'add', 'oak', '--email', 'bo@oak.test', '--name', 'Bo', '--role']
  expect(await shell.run([...person, 'admin', '--password-stdin'], 'too short\n')).toMatchObject({
    code: 1,
    err: expect.stringContaining('at least 15'),
  })
  expect(await shell.run([...person, 'chief'])).toMatchObject({ code: 2 })
  expect(await shell.run([...person, 'admin', '--password-stdin'], 'four words you remember\n')).toMatchObject({
    code: 0,
    out: 'Added bo@oak.test (admin).\n',
  })
  expect(await shell.json(['key', 'create', 'oak', '--name', 'Chart', '--scopes', 'faxes:read'])).toMatchObject({
    scopes: ['faxes:read'],
    secret: expect.stringMatching(/^fd_oak_/),
  })
  expect(await shell.run(['number', 'assign', 'elm', '+15550100100'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('“elm” not found'),
  })
  expect(await shell.json(['number', 'assign', 'oak', '(555) 010-0100'])).toEqual({ slug: 'oak', number: '+15550100100' })
})

test('a lost second factor is taken away at the shell, once, of one person of one office', async () => {
  using shell = openShell()
  await makeTenant(shell, 'oak')
  await shell.run(
    ['user', 'add', 'oak', '--email', 'bo@oak.test', '--name', 'Bo', '--role', 'admin', '--password-stdin'],
    'four words you remember\n',
  )
  const reset = (slug: string, email: string) =>
    shell.run(['user', 'reset-factor', slug, '--email', email, '--sure-by', 'called_back', '--note', 'at 0100'])
  expect(await reset('oak', 'bo@oak.test')).toMatchObject({ code: 1, err: expect.stringContaining('has no second factor') })
  expect(await reset('oak', 'nobody@oak.test')).toMatchObject({ code: 1, err: expect.stringContaining('not found') })
  expect(await reset('elm', 'bo@oak.test')).toMatchObject({ code: 1, err: expect.stringContaining('“elm” not found') })
})

test('an operator’s key is shown once and can be revoked', async () => {
  using shell = openShell()
  const made = await shell.json<{ id: string; key: string }>(['operator', 'create', 'Kim'])
  expect(made.key).toMatch(/^fdop_[\w-]{43}$/)
  expect((await shell.run(['operator', 'revoke', made.id])).code).toBe(0)
  const list = await shell.run(['operator', 'list', '--json'])
  expect(JSON.parse(list.out)).toMatchObject([{ name: 'Kim', revokedAt: expect.any(String) }])
  expect(list.out).not.toContain(made.key)
})

test('an operator is invited by a link that is shown once, and given another when they lost what they sign in with', async () => {
  using shell = openShell()
  const words = ['operator', 'invite', 'kim@frontdesk.test', '--name', 'Kim', '--role', 'super_admin']
  const made = await shell.json<{ id: string; link: string }>(words)
  expect(made.link).toMatch(/\/\/admin\.localhost:3000\/console\/enrolment\/[\w-]{43}$/)
  expect(await shell.run(words)).toMatchObject({ code: 1, err: expect.stringContaining('Give them a new link') })
  expect(await shell.run([...words.slice(0, -1), 'king'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('super_admin or support'),
  })
  const recover = ['operator', 'recover', 'kim@frontdesk.test']
  for (const how of [[], ['--sure-by', 'a_feeling', '--note', 'at ten']]) expect((await shell.run([...recover, ...how])).code).not.toBe(0)
  const again = await shell.json<{ id: string; link: string }>([...recover, '--sure-by', 'video_id', '--note', 'at ten'])
  expect([again.id === made.id, again.link === made.link]).toEqual([true, false])
  const list = await shell.run(['operator', 'people', '--json'])
  expect(JSON.parse(list.out)).toMatchObject([{ email: 'kim@frontdesk.test', role: 'super_admin', state: 'invited' }])
  expect(list.out).not.toContain(again.link)
})
