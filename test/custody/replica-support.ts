import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** In the place of the replicator: "restores" the file it is told to, or says what the real one says when there is nothing. */
export function restoringProgram(dir: string, copy: string | undefined): string {
  const program = join(dir, 'restore')
  const plan = '{"max_txid":"0000000000000007","files":[{"timestamp":"2026-03-02T14:59:00Z"}]}'
  const body = copy
    ? `case "$*" in *-dry-run*) echo '${plan}' ;; *) while [ "$1" != -o ]; do shift; done; cp '${copy}' "$2" ;; esac`
    : 'echo "Error: no matching backup files available" >&2; exit 1'
  writeFileSync(program, `#!/bin/sh\n${body}\n`)
  chmodSync(program, 0o700)
  return program
}
