import type { ServiceProvider } from './saml-assertion.ts'
import { NS } from './saml-xml.ts'

const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const CIPHERS = ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'http://www.w3.org/2009/xmlenc11#aes128-gcm']
const OAEP = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p'

/**
 * What an identity provider is told of us. While keys are exchanged, both may sign and both may be encrypted to; the newest is first,
 * which is the one that providers take for encryption.
 */
export function metadataOf({ entityId, acsUrl }: ServiceProvider, certificates: readonly string[]): string {
  const keys = (['signing', 'encryption'] as const).flatMap((use) => certificates.map((each) => keyDescriptor(use, each)))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="${NS.metadata}" xmlns:ds="${NS.signature}" entityID="${escaped(entityId)}">`,
    `<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="${NS.protocol}">`,
    ...keys,
    `<md:NameIDFormat>${PERSISTENT}</md:NameIDFormat>`,
    `<md:NameIDFormat>${EMAIL}</md:NameIDFormat>`,
    `<md:AssertionConsumerService Binding="${POST}" Location="${escaped(acsUrl)}" index="0" isDefault="true"/>`,
    '</md:SPSSODescriptor>',
    '</md:EntityDescriptor>',
    '',
  ].join('\n')
}

function keyDescriptor(use: 'signing' | 'encryption', certificate: string): string {
  const methods = use === 'signing' ? [] : [...CIPHERS, OAEP].map((each) => `<md:EncryptionMethod Algorithm="${each}"/>`)
  const body = certificate.replace(/-----[A-Z ]+-----|\s/g, '')
  const info = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
  return `<md:KeyDescriptor use="${use}">${info}${methods.join('')}</md:KeyDescriptor>`
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
