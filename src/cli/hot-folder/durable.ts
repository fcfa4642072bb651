import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { isRecord } from '../desk.ts'

/** On the disk when it returns. */
export function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  flushDirectory(dirname(path))
}

/** On the disk under its new name, and no more under its old one, when it returns. */
export function moveDurably(from: string, to: string): void {
  renameSync(from, to)
  flushDirectory(dirname(to))
  flushDirectory(dirname(from))
}

/** Undefined for what is not there or was not written to its end. */
export function readRecord(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function flushDirectory(path: string): void {
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
