/** Each says it is several others too, so the most particular is looked for first. */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const
const PLATFORMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['CrOS', 'Chromebook'],
  ['Windows', 'Windows'],
  ['Macintosh', 'Mac'],
  ['Linux', 'Linux'],
] as const

const found = (names: readonly (readonly [mark: string, name: string])[], userAgent: string) =>
  names.find(([mark]) => userAgent.includes(mark))?.[1]

/** “Firefox on Windows”, as far as it says so itself; a program is called by the name it gives. */
export function browserNamed(userAgent: string): string {
  const platform = found(PLATFORMS, userAgent)
  const browser = userAgent.startsWith('Mozilla/') ? found(BROWSERS, userAgent) : /^[A-Za-z][\w.-]{0,30}/.exec(userAgent)?.[0]
  return [browser ?? (platform ? 'A browser' : 'Something unknown'), platform].filter(Boolean).join(' on ')
}
