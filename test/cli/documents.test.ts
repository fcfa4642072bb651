import { expect, setDefaultTimeout, test } from 'bun:test'
import { checkDocuments } from '../../src/cli/doctor-documents.ts'
import { countWaiting } from '../../src/files/index.ts'
import { faxForm } from '../support/posting.ts'
import { hasS3, missS3, startS3 } from '../support/s3.ts'
import { startFrontdesk, until } from '../support/server.ts'

setDefaultTimeout(20_000)
if (!hasS3) missS3()

test.skipIf(!hasS3)('the running server puts what was faxed into the bucket and says so', async () => {
  await using own = await startS3()
  const { endpoint, name, region, accessKeyId, secretAccessKey } = own.config
  const where = { S3_BUCKET: name, S3_ENDPOINT: endpoint, S3_REGION: region }
  await using desk = await startFrontdesk({
    env: { ...where, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
  })
  const maple = desk.as('maple', desk.maple.key)
  expect((await maple('/api/faxes', { method: 'POST', body: await faxForm('+15550100001') })).status).toBe(202)
  await until(() => own.objects().size > 0)
  await until(() => desk.maple.file.read(countWaiting).count === 0)
  expect([...own.objects().keys()]).toEqual([expect.stringContaining(`documents/${desk.maple.id}/`)])
  expect(await checkDocuments(desk.parts)).toMatchObject({ state: 'ok', detail: expect.stringContaining('was read back') })
  own.fault = 'refuses'
  expect(await checkDocuments(desk.parts)).toMatchObject({ state: 'warn', detail: expect.stringContaining('cannot be used') })
})
