import { type Config, readConfig } from '../config.ts'
import type { Command, Noun } from './command.ts'
import { checkDocuments } from './doctor-documents.ts'
import { checkKeys, checkMachine } from './doctor-machine.ts'
import { checkCarrier, checkControl, checkOffices } from './doctor-offices.ts'
import { checkReplicas } from './doctor-replicas.ts'
import { type Finding, fail } from './finding.ts'
import { beginParts } from './office.ts'

const examine: Command = {
  usage: 'doctor',
  summary:
    'Looks at the machine, the keys, the carrier and every office. Changes nothing but migrates what is old; exits with 1 on a fail.',
  async run() {
    const findings = await examineAll()
    const width = Math.max(...findings.map(({ name }) => name.length))
    const lines = findings.map(({ state, name, detail }) => `${state.padEnd(4)}  ${name.padEnd(width)}  ${detail}`)
    return { data: findings, lines, ok: findings.every(({ state }) => state !== 'fail') }
  },
}

async function examineAll(): Promise<Finding[]> {
  let config: Config
  try {
    config = readConfig()
  } catch (error) {
    return [fail('configuration', messageOf(error))]
  }
  try {
    const inside = await beginParts(
      async (parts) => [
        ...checkControl(parts),
        await checkCarrier(parts),
        ...(await checkReplicas(config, parts)),
        await checkDocuments(parts),
        ...(await checkOffices(parts)),
      ],
      config,
    )
    return [...(await checkMachine(config)), ...checkKeys(config), ...inside]
  } catch (error) {
    return [...(await checkMachine(config)), ...checkKeys(config), fail('data directory', messageOf(error))]
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'It could not be read.')

export const doctor: Noun = { '': examine }
