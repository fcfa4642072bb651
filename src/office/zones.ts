/** The zones of the United States, as people there call them. */
const ZONES: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'America/New_York', label: 'Eastern' },
  { value: 'America/Chicago', label: 'Central' },
  { value: 'America/Denver', label: 'Mountain' },
  { value: 'America/Phoenix', label: 'Mountain, no daylight saving (Arizona)' },
  { value: 'America/Los_Angeles', label: 'Pacific' },
  { value: 'America/Anchorage', label: 'Alaska' },
  { value: 'Pacific/Honolulu', label: 'Hawaii' },
  { value: 'America/Puerto_Rico', label: 'Atlantic (Puerto Rico)' },
  { value: 'Pacific/Guam', label: 'Chamorro (Guam)' },
  { value: 'Pacific/Pago_Pago', label: 'Samoa' },
]

/** A zone that was set through the API stays to be chosen, so that saving the form does not change it. */
export const zonesWith = (current: string): { value: string; label: string }[] =>
  ZONES.some(({ value }) => value === current) ? [...ZONES] : [...ZONES, { value: current, label: current.replaceAll('_', ' ') }]
