export { type Certificate, type Verdict, verifyCertificate, writeCertificate } from './certificate.ts'
export { certificateKey, publicPem } from './certificate-key.ts'
export { closeOffice, reopenOffice } from './closing.ts'
export { finishShredding, type Order, type ShreddingDeps, shredTenant } from './shredding.ts'
