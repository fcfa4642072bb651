import { expect, test } from 'bun:test'
import { readConfig } from '../src/config.ts'

const BUCKET = { S3_BUCKET: 'frontdesk', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' }
const SOCKETS = { REPLICATOR_SOCKET: '/run/replicator.sock', FRONTDESK_KEY_SOCKET: '/run/keys.sock' }

test('nothing is replicated unless it is asked for', () => {
  expect(readConfig({})).toMatchObject({ bucket: undefined, replication: undefined })
  expect(readConfig({ ...BUCKET, ...SOCKETS })).toMatchObject({
    bucket: { name: 'frontdesk', endpoint: '', region: 'us-east-1' },
    replication: { controlSocket: '/run/replicator.sock', keySocket: '/run/keys.sock' },
  })
})

test('a setting that means nothing without another stops the start and names what is missing', () => {
  expect(() => readConfig({ S3_BUCKET: 'frontdesk' })).toThrow(/^S3_ACCESS_KEY_ID: /)
  expect(() => readConfig({ S3_BUCKET: 'frontdesk', S3_ACCESS_KEY_ID: 'id' })).toThrow(/^S3_SECRET_ACCESS_KEY: /)
  expect(() => readConfig(SOCKETS)).toThrow(/^S3_BUCKET: /)
  expect(() => readConfig({ ...BUCKET, REPLICATOR_SOCKET: '/run/r.sock' })).toThrow(/^FRONTDESK_KEY_SOCKET: /)
  expect(() => readConfig({ ...BUCKET, ...SOCKETS, REPLICATOR_SOCKET: `/${'r'.repeat(107)}` })).toThrow(/^REPLICATOR_SOCKET: /)
})

test('a bad bucket, region or endpoint is named', () => {
  expect(() => readConfig({ S3_BUCKET: 'A' })).toThrow(/^S3_BUCKET: /)
  expect(() => readConfig({ S3_REGION: 'us east' })).toThrow(/^S3_REGION: /)
  expect(() => readConfig({ S3_ENDPOINT: 'minio:9000' })).toThrow(/^S3_ENDPOINT: /)
})

test('production speaks to the bucket over https only', () => {
  const production = {
    NODE_ENV: 'production',
    MASTER_KEY_FILE: '/run/master.key',
    TELNYX_PUBLIC_KEY: `${'A'.repeat(43)}=`,
    ...BUCKET,
  }
  expect(() => readConfig({ ...production, S3_ENDPOINT: 'http://minio:9000' })).toThrow(/^S3_ENDPOINT: /)
  expect(readConfig({ ...production, S3_ENDPOINT: 'https://s3.example' }).bucket?.endpoint).toBe('https://s3.example')
})

test('what is no address to come from, and what is no limit, stops the start and is named', () => {
  expect(readConfig({ OPERATOR_ADDRESSES: '203.0.113.0/24, 2001:db8::/32' }).operatorNetworks).toHaveLength(2)
  for (const bad of ['office', '203.0.113.0/33', '203.0.113.7/24'])
    expect(() => readConfig({ OPERATOR_ADDRESSES: bad })).toThrow(/^OPERATOR_ADDRESSES: /)
  expect(readConfig({ RATE_LIMITS: 'off' }).rates).toBeUndefined()
  expect(readConfig({ RATE_LIMITS: 'entry=7' }).rates).toMatchObject({ entry: 7, address: 3_000 })
  expect(() => readConfig({ RATE_LIMITS: 'entry=none' })).toThrow(/^RATE_LIMITS: /)
})
