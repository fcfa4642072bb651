import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type Machine, makeOffices, type Office, openMachine } from '../../bench/custody/machine.ts'
import { listEvents, verifyChain } from '../../src/audit/index.ts'
import { readConfig } from '../../src/config.ts'
import { listContacts } from '../../src/contacts/index.ts'
import { openParts } from '../../src/parts.ts'
import { system } from '../../src/tenancy/index.ts'
import { canReplicate } from '../support/replicator.ts'

setDefaultTimeout(120_000)

const ready = canReplicate('One office restored in its place while the server replicates it')

describe.skipIf(!ready)('one office restored in its place, while the server runs', () => {
  let machine: Machine
  let offices: Office[]
  const [maple, harbor] = [() => offices[0] as Office, () => offices[1] as Office]
  beforeAll(async () => {
    machine = await openMachine()
    offices = makeOffices(machine.dataDir, machine.masterKeyFile, 2)
    await machine.start()
  })
  afterAll(() => machine?.[Symbol.asyncDispose]())

  async function namesOf(office: Office): Promise<string[]> {
    const answer = await fetch(`http://127.0.0.1:${machine.env['PORT']}/api/contacts`, {
      headers: { host: `${office.slug}.localhost`, authorization: `Bearer ${office.key}` },
    })
    return ((await answer.json()) as { data: { name: string }[] }).data.map(({ name }) => name).sort()
  }

  test('is as it was, ships anew, comes back from that after the machine is lost; undone, it is as it was before', async () => {
    for (const office of offices) await machine.write(office, 'Early')
    await machine.whole()
    const moment = new Date()
    // The bucket tells times in whole seconds.
    await Bun.sleep(1_100)
    for (const office of offices) await machine.write(office, 'Late')
    await machine.whole()
    const { key } = JSON.parse((await machine.run('operator', 'create', 'Olive Park', '--json')).out) as { key: string }
    const ask = ['--url', `http://admin.localhost:${machine.env['PORT']}`, '--key', key, '--json']
    const restored = await machine.run('restore', 'office-1', '--replace', '--at', moment.toISOString(), ...ask)
    expect([restored.code, restored.err]).toEqual([0, ''])
    expect([await namesOf(maple()), await namesOf(harbor())]).toEqual([['Early'], ['Early', 'Late']])
    await machine.write(maple(), 'After')
    await machine.whole()

    expect((await machine.run('restore', 'office-1', '--replace', '--undo', ...ask)).code).toBe(0)
    expect(await namesOf(maple())).toEqual(['Early', 'Late'])
    expect((await machine.run('restore', 'office-1', '--replace', '--undo', ...ask)).code).toBe(0)
    expect(await namesOf(maple())).toEqual(['After', 'Early'])
    await machine.write(maple(), 'Last')
    await machine.whole()
    await machine.kill()
    machine.lose()
    expect((await machine.run('restore', '--all')).code).toBe(0)
    using parts = openParts(readConfig({ DATA_DIR: machine.dataDir, MASTER_KEY_FILE: machine.masterKeyFile, LOG_LEVEL: 'error' }), () => {})
    const file = parts.tenants.as(maple().id, system('test'))
    expect(file.read((tx) => listContacts(tx, { limit: 9 }).map(({ name }) => name))).toEqual(['After', 'Early', 'Last'])
    expect(file.read(verifyChain).valid).toBe(true)
    const told = file.read((tx) => listEvents(tx, { action: 'office.restored' }))
    expect(told.length).toBeGreaterThan(1)
  })
})
