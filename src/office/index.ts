export { getOffice, type Office, type OfficeChange, officeClock, openOffice, STANDARD_NOTICE, updateOffice } from './office.ts'
