import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** "(555) 201-0100" → "+15552010100"; US unless a country code is given; undefined when it cannot be a number. */
export function parsePhone(text: string): string | undefined {
  // Found numbers are not typed numbers: "Bldg 5 550-100-001" must not be called.
  if (!/^[+\d\s().\-/·]+$/.test(text.trim())) return undefined
  const parsed = parsePhoneNumberFromString(text.trim(), 'US')
  return parsed?.isPossible() && !parsed.ext ? parsed.number : undefined
}

/** E.164 as people write it: (555) 201-0100 in the US and Canada, +44 20 7183 8750 elsewhere. */
export function formatPhone(e164: string): string {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164)
  if (us) return `(${us[1]}) ${us[2]}-${us[3]}`
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164
}
