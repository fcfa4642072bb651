import { deflateSync, gzipSync } from 'node:zlib'
import { LIMITS } from '../../../src/documents/index.ts'
import { faxPage, tiff } from '../samples.ts'
import { accepted, heavy, joined, latin1, letters, refused, type Specimen } from './specimen.ts'

const JPEG = '\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xfe\x03\xe8'

/** A ZIP archive that holds these bytes as they are. */
function zip(name: string, data: Uint8Array): Uint8Array {
  const crc = Bun.hash.crc32(data)
  const sizes = Buffer.alloc(14)
  sizes.writeUInt32LE(crc, 0)
  sizes.writeUInt32LE(data.length, 4)
  sizes.writeUInt32LE(data.length, 8)
  sizes.writeUInt16LE(name.length, 12)
  const head = joined('PK\x03\x04\x14\0\0\0\0\0\0\0\0\0', sizes, '\0\0', name)
  const list = joined('PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0', sizes, '\0'.repeat(16), name)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(head.length + data.length, 16)
  return joined(head, data, list, end)
}

const padded = (bytes: number) => () => {
  const file = new Uint8Array(bytes)
  file.set(letters(1))
  return file
}

const other = (name: string, head: string) => refused(name, 'unsupported', () => latin1(head))
const named = (name: string, file: string, type = 'application/pdf') => accepted(name, 1, () => letters(1), { file, type })

/** Files that are two things at once, or not what they are called. What the first bytes say another program would open is not faxed as a PDF. */
export const labels: readonly Specimen[] = [
  refused('nothing', 'empty', () => new Uint8Array()),
  refused('nothing, called a TIFF', 'empty', () => new Uint8Array(), { file: 'scan.tif', type: 'image/tiff' }),
  other('one byte', '%'),
  other('a line end', '\n'),
  other('only zeros', '\0'.repeat(4_096)),
  other('half a first line', '%PD'),
  accepted('exactly 50 MB', 1, padded(LIMITS.bytes), heavy),
  refused('50 MB and a byte', 'too_large', padded(LIMITS.bytes + 1), heavy),
  refused('a TIFF of 60 MB', 'too_large', () => joined(tiff([faxPage()]), new Uint8Array(60 * 1024 * 1024)), {
    ...heavy,
    file: 'scan.tif',
  }),
  other('a PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'),
  other('a JPEG', JPEG),
  other('a GIF', 'GIF89a\x01\0\x01\0'),
  other('a BMP', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0'),
  other('a WebP', 'RIFF\x24\0\0\0WEBPVP8 '),
  other('a photo of a phone', '\0\0\0\x18ftypheic\0\0\0\0'),
  other('a BigTIFF', 'II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0'),
  other('an old Word document', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  other('a rich text', '{\\rtf1\\ansi Lab results}'),
  other('a web page', '<!DOCTYPE html><html><body>Sign in</body></html>'),
  other('PostScript', '%!PS-Adobe-3.0\n/Helvetica findfont 12 scalefont setfont showpage\n'),
  other('a drawing in SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  other('a letter of mail', 'From: a@example.org\r\nSubject: labs\r\n\r\nsee below\r\n'),
  other('a program for Windows', 'MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff'),
  other('a program for Linux', '\x7fELF\x02\x01\x01\0'),
  other('a program in words', '#!/bin/sh\nrm -rf /\n'),
  refused('a packed PDF', 'unsupported', () => gzipSync(letters(1))),
  refused('a PDF in an archive', 'unsupported', () => zip('labs.pdf', letters(1))),
  refused('a packed PDF in an archive', 'unsupported', () => zip('labs.pdf', deflateSync(letters(3)))),
  refused('a web page that is a PDF as well', 'unsupported', () => joined('<html><script>alert(1)</script><!--\n', letters(1), '-->')),
  refused('a JPEG that is a PDF as well', 'unsupported', () => joined(JPEG, letters(1))),
  refused('a PNG that is a PDF as well', 'unsupported', () => joined('\x89PNG\r\n\x1a\n', letters(1))),
  refused('a GIF that is a PDF as well', 'unsupported', () => joined('GIF89a\x01\0\x01\0', letters(1))),
  refused('a Word document that is a PDF as well', 'unsupported', () => joined('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', letters(1))),
  refused('a program for Windows that is a PDF as well', 'unsupported', () => joined('MZ\x90\0', letters(1))),
  refused('a program for Linux that is a PDF as well', 'unsupported', () => joined('\x7fELF\x02\x01\x01\0', letters(1))),
  refused('a program in words that is a PDF as well', 'unsupported', () => joined('#!/bin/sh\nexit\n', letters(1))),
  accepted('a PDF with an archive behind it', 1, () => joined(letters(1), zip('x.txt', latin1('words')))),
  accepted('a PDF with a web page behind it', 1, () => joined(letters(1), '<html><script>alert(1)</script></html>')),
  accepted('a PDF with a JPEG behind it', 1, () => joined(letters(1), JPEG)),
  accepted('a TIFF with a PDF behind it', 1, () => joined(tiff([faxPage()]), letters(3))),
  refused('two PDFs one after the other', 'broken', () => joined(letters(1), letters(2))),
  accepted('a TIFF that is called a PDF', 1, () => tiff([faxPage()]), { file: 'labs.pdf', type: 'application/pdf' }),
  accepted('a PDF that is called a TIFF', 1, () => letters(1), { file: 'labs.tif', type: 'image/tiff' }),
  named('a PDF that is called a program', 'labs.pdf.exe', 'application/x-msdownload'),
  named('a PDF that is called a web page', 'labs.html', 'text/html'),
  named('a PDF without an ending', 'labs'),
  named('a PDF whose name climbs', '../../../../etc/passwd'),
  named('a PDF whose name climbs in Windows', '..\\..\\boot.ini'),
  named('a PDF whose name is long', `${'l'.repeat(4_000)}.pdf`),
  named('a PDF whose name is read from the right', 'labs\u202efdp.exe'),
  named('a PDF whose name is a tag', '<script>alert(1)</script>.pdf'),
  named('a PDF whose name is of hearts', '❤️❤️❤️.pdf'),
  named('a PDF that says it is nothing', 'labs.pdf', ''),
  named('a PDF that says it is nonsense', 'labs.pdf', 'x/y; boundary="'),
]
