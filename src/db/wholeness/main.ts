import type { Keyed } from '../turning/pages-copy.ts'
import { lookThrough } from './look.ts'

/* The process that reads a large file from end to end, apart from the threads that serve. The key comes on standard input. */
const file = (await Bun.stdin.json()) as Keyed
process.stdout.write(JSON.stringify(lookThrough(file)))
