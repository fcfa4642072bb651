export { type NewOffice, type OfficeDeps, type ProvisionedOffice, provisionOffice } from './offices.ts'
