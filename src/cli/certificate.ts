import { existsSync, readFileSync } from 'node:fs'
import { certificateKey, type Verdict, verifyCertificate } from '../custody/shredding/index.ts'
import { notFound } from '../kit/errors.ts'
import { publicPem } from '../kit/signed.ts'
import { findDestroyed } from '../tenancy/index.ts'
import { type Command, type Noun, UsageError } from './command.ts'
import { withParts } from './office.ts'
import { fileNamed } from './stopped.ts'

const WORDS: Readonly<Record<Verdict, string>> = {
  ours: 'It is as this installation signed it.',
  'another installation': 'It is as it was signed, but not by this installation: compare its public key with the one they published.',
  changed: 'It is not as it was signed: do not believe it.',
  'not a certificate': 'This file is not a certificate of destruction.',
}

const verify: Command = {
  usage: 'certificate verify FILE',
  summary: 'Says whether a certificate of destruction is as this installation signed it; exits with 1 when not.',
  run: (given) => {
    const name = given.word(0, 'FILE')
    const path = fileNamed(name)
    if (!existsSync(path)) throw new UsageError(`There is no file ${name}.`)
    return withParts((parts) => {
      const ours = publicPem(certificateKey({ dataDir: parts.config.data.dir, keys: parts.keys }))
      const verdict = verifyCertificate(readFileSync(path, 'utf8'), ours)
      return { data: { verdict }, lines: [WORDS[verdict]], ok: verdict === 'ours' }
    })
  },
}

const show: Command = {
  usage: 'certificate show SLUG',
  summary: 'Prints the certificate of the last office of that name that was destroyed.',
  run: (given) => {
    const slug = given.word(0, 'SLUG').toLowerCase()
    return withParts(({ control }) => {
      const text = control.read((tx) => findDestroyed(tx, slug))?.certificate
      if (!text) throw notFound(`A certificate for “${slug}”`)
      const made: unknown = JSON.parse(text)
      return { data: made, lines: [JSON.stringify(made, null, 2)] }
    })
  },
}

const key: Command = {
  usage: 'certificate key',
  summary: 'Prints the public key that certificates of this installation are checked with: publish it.',
  run: () =>
    withParts((parts) => {
      const pem = publicPem(certificateKey({ dataDir: parts.config.data.dir, keys: parts.keys }))
      return { data: { publicKey: pem }, lines: [pem.trim()] }
    }),
}

export const certificate: Noun = { verify, show, key }
