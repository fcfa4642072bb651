export { isOpenAt, nextOpening, type OfficeHours, type Opening, openingFrom } from './hours.ts'
export { getOffice, type Office, type OfficeChange, officeClock, openOffice, STANDARD_NOTICE, updateOffice } from './office.ts'
export { setHours } from './setting-hours.ts'
