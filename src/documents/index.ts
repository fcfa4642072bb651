export {
  type Attachment,
  type Cover,
  type DocumentType,
  type HeaderLine,
  type Inspected,
  LIMITS,
  type Logo,
  type PageFrom,
  type Reason,
  type Sheet,
  type SheetBlock,
} from './document.ts'
export { type Assembled, createDocuments, type Documents, type DocumentsOptions } from './documents.ts'
export { type Isolation, isolation } from './isolation.ts'
export { type PageReader, tesseractReader } from './tesseract.ts'
