import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { claimPlacement, s3Leases } from '../../src/cells/index.ts'
import { lingeringDeps } from '../../src/copies.ts'
import { certificateKey, expectNothing, removeLingering, shredTenant, verifyCertificate } from '../../src/custody/shredding/index.ts'
import { type Bucket, sha256 } from '../../src/files/index.ts'
import { publicPem } from '../../src/kit/signed.ts'
import type { Parts } from '../../src/parts.ts'
import { findCertificate, type TenantId } from '../../src/tenancy/index.ts'
import { partsOf } from '../support/house.ts'
import { type Offices, openOffices } from '../support/offices.ts'
import { hasS3, lockObject, missS3, type S3, startS3 } from '../support/s3.ts'

setDefaultTimeout(20_000)
const DAY = 86_400_000
const PLACE = 'the bucket of this test'
if (!hasS3) missS3()

describe.skipIf(!hasS3)('what a bucket has of a destroyed office', () => {
  const foldersOf = (id: TenantId) => [`documents/${id}/`, `replicas/${id}/`]
  function around(offices: Offices, bucket: Bucket, isShipping = (_: TenantId) => false) {
    const deps = { ...offices, clock: () => offices.now.value, place: PLACE, bucket, foldersOf, isShipping }
    const told = () => {
      const text = offices.control.read((tx) => findCertificate(tx, offices.ids.maple)) ?? ''
      expect(verifyCertificate(text, publicPem(certificateKey(offices)))).toBe('ours')
      return (JSON.parse(text) as { certificate: { copies: object[] } }).certificate.copies
    }
    return { deps, told, look: () => removeLingering(deps), shred: () => shredTenant(deps, offices.ids.maple, { by: 'Olive', now: true }) }
  }

  async function fill(bucket: Bucket, id: TenantId): Promise<void> {
    for (const folder of foldersOf(id))
      for (const name of ['one', 'two/three']) await bucket.put(`${folder}${name}`, Buffer.from(name), sha256(Buffer.from(name)))
  }
  const namesOf = (s3: S3, id: TenantId) => [...s3.objects().keys()].filter((name) => name.includes(id))

  test('goes by itself, replicas under every key and documents; the neighbour’s stays, byte for byte', async () => {
    await using s3 = await startS3()
    using offices = openOffices()
    const bucket = s3.connect()
    for (const id of Object.values(offices.ids)) await fill(bucket, id)
    const theirs = namesOf(s3, offices.ids.harbor).map((name) => [name, s3.objects().get(name)])
    const { shred, look, told } = around(offices, bucket)
    const { certificate } = await shred()
    expect(certificate.copies).toMatchObject([{ place: PLACE, state: 'being removed', removed: 0, goneAt: null }])
    expect(namesOf(s3, offices.ids.maple)).toHaveLength(4)
    expect([await look(), namesOf(s3, offices.ids.maple), told()]).toEqual([1, [], [expect.objectContaining({ removed: 4, goneAt: null })]])
    offices.later(2_000)
    expect([await look(), await look()]).toEqual([1, 0])
    const goneAt = offices.now.value.toISOString()
    expect(told()).toEqual([{ place: PLACE, state: 'nothing is left there', removed: 4, bytes: 24, kept: 0, keptUntil: null, goneAt }])
    expect(namesOf(s3, offices.ids.harbor).map((name) => [name, s3.objects().get(name)])).toEqual(theirs)
  })

  test.each(['down', 'refuses', 'hangs'] as const)(
    'does not hold up the destruction while the bucket %s, and goes a minute later',
    async (fault) => {
      await using s3 = await startS3()
      using offices = openOffices()
      await fill(s3.connect(), offices.ids.maple)
      s3.fault = fault
      const { shred, look, told } = around(offices, s3.connect())
      await shred()
      expect([await look(), await look(), told()]).toEqual([1, 0, [expect.objectContaining({ state: 'being removed', removed: 0 })]])
      expect(offices.logged.map(({ event }) => event)).toEqual(['shredding.copies_stay'])
      s3.fault = 'none'
      offices.later(60_000)
      expect([await look(), await look(), namesOf(s3, offices.ids.maple)]).toEqual([1, 1, []])
      expect(told()).toMatchObject([{ state: 'nothing is left there', removed: 4 }])
    },
  )

  test('is not touched while another cell has an office of its id, or nobody can tell', async () => {
    await using s3 = await startS3()
    using offices = openOffices()
    const { maple } = offices.ids
    await fill(s3.connect(), maple)
    const { deps, shred } = around(offices, s3.connect())
    let answer = async () => true
    const look = () => removeLingering({ ...deps, livesElsewhere: (id) => (id === maple ? answer() : Promise.resolve(false)) })
    await shred()
    expect([await look(), await look(), namesOf(s3, maple).length]).toEqual([1, 0, 4])
    offices.later(DAY)
    answer = () => Promise.reject(new Error('no answer'))
    expect([await look(), await look(), namesOf(s3, maple).length]).toEqual([1, 0, 4])
    offices.later(60_000)
    answer = async () => false
    expect([await look(), namesOf(s3, maple)]).toEqual([1, []])
  })

  test('is another cell’s when the placement in the bucket says so', async () => {
    await using s3 = await startS3()
    using offices = openOffices()
    const { maple, harbor } = offices.ids
    const parts = partsOf(offices)
    const at = (config: Partial<Parts['config']>) =>
      lingeringDeps({ ...parts, bucket: s3.connect(), config: { ...parts.config, bucket: s3.config, ...config } }, () => false)
    const store = s3Leases(s3.config)
    for (const [id, cell] of [
      [maple, 'b'],
      [harbor, 'a'],
    ] as const)
      await claimPlacement(store, id, cell, 0)
    const elsewhere = at({ cell: { name: 'a', replay: '', leaseMs: 30_000 } })?.livesElsewhere
    expect([await elsewhere?.(maple), await elsewhere?.(harbor)]).toEqual([true, false])
    expect(at({})?.livesElsewhere).toBeUndefined()
  })

  test('waits for the replicator to be done with it', async () => {
    await using s3 = await startS3()
    using offices = openOffices()
    let shipping = true
    await fill(s3.connect(), offices.ids.maple)
    const { shred, look } = around(offices, s3.connect(), (id) => shipping && id === offices.ids.maple)
    await shred()
    expect([await look(), namesOf(s3, offices.ids.maple).length]).toEqual([0, 4])
    shipping = false
    expect([await look(), namesOf(s3, offices.ids.maple).length]).toEqual([1, 0])
  })

  test('is looked for in a bucket that came later, too', async () => {
    await using s3 = await startS3()
    using offices = openOffices()
    await fill(s3.connect(), offices.ids.maple)
    const { deps, look, told } = around(offices, s3.connect())
    await shredTenant({ ...deps, place: undefined }, offices.ids.maple, { by: 'Olive', now: true })
    expect([await look(), told()]).toEqual([0, []])
    expectNothing(deps)
    expect([await look(), await look(), told()]).toEqual([1, 1, [expect.objectContaining({ state: 'nothing is left there', removed: 4 })]])
  })

  test('is kept where a lock keeps it, with every earlier version; the certificate says how many, and until when', async () => {
    await using s3 = await startS3({ locks: true })
    using offices = openOffices()
    const { maple } = offices.ids
    const bucket = s3.connect()
    for (const name of ['gone', 'kept']) await bucket.put(`documents/${maple}/${name}`, Buffer.from(name), sha256(Buffer.from(name)))
    // As an orphan is: the store still has it.
    await bucket.remove(`documents/${maple}/gone`)
    const until = new Date(Math.ceil(offices.now.value.getTime() / 1_000) * 1_000 + 365 * 10 * DAY)
    await lockObject(s3, `documents/${maple}/kept`, until)
    const { shred, look, told } = around(offices, bucket)
    await shred()
    expect(await look()).toBe(1)
    expect(told()).toMatchObject([{ state: 'kept by the bucket', removed: 2, kept: 1, keptUntil: until.toISOString(), goneAt: null }])
    offices.later(365 * 9 * DAY)
    expect(await look()).toBe(0)
    offices.later(366 * DAY)
    expect([await look(), (await bucket.listAll(`documents/${maple}/`)).length]).toEqual([1, 1])
  })
})
