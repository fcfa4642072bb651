/** Whether there is a program that reads pages. Says so where not; where every test must run that is a failure. */
export function canRead(what: string): boolean {
  const lack = Bun.which('tesseract') === null ? 'There is no tesseract. bin/setup --tools installs it where apt is.' : undefined
  if (lack && process.env['CI']) throw new Error(`${what} cannot be tested. ${lack}`)
  if (lack) console.warn(`\nNOT TESTED: ${what}. ${lack}\n`)
  return lack === undefined
}
