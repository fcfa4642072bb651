import { join } from 'node:path'
import { specificationOf } from '../src/specification.ts'
import { openHouse } from '../test/support/house.ts'
import { clientOf } from './machines/client.ts'
import { makeApp } from './machines/make.ts'
import { collectionOf } from './machines/postman.ts'
import { zapierApp, zapierPackage } from './machines/zapier.ts'

// bun bin/machines.ts: writes what is made of the OpenAPI for other people's programs. test/house/machines.test.ts says when that is due.
const MADE = { 'docs/frontdesk-client.ts': clientOf, 'docs/postman.json': collectionOf } as const

/** As it should be now, by the name of its file. */
export function makeAll(): Readonly<Record<string, string>> {
  using house = openHouse()
  const whole = JSON.parse(JSON.stringify(specificationOf(house.app))) as Record<string, unknown>
  return {
    ...Object.fromEntries(Object.entries(MADE).map(([file, make]) => [file, make(whole)])),
    'docs/integrations/zapier/index.js': zapierApp(),
    'docs/integrations/zapier/package.json': zapierPackage(),
    ...Object.fromEntries(Object.entries(makeApp()).map(([file, text]) => [`docs/integrations/make/${file}`, text])),
  }
}

if (import.meta.main) for (const [file, text] of Object.entries(makeAll())) await Bun.write(join(import.meta.dir, '..', file), text)
