import { hash, randomBytes } from 'node:crypto'

const SECRET = /^[A-Za-z0-9_-]{43}$/

/** 256 random bits: too many to guess, so a plain hash is enough where it rests. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
export const isSecret = (text: string): boolean => SECRET.test(text)
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url')
