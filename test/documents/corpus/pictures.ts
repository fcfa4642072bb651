import { accepted, drawn, form, refused, type Specimen, stream } from './specimen.ts'

/** A picture that says it is that large and holds next to nothing. */
const picture = (width: number, height: number, words = '/ColorSpace /DeviceGray /BitsPerComponent 8', data: string | Uint8Array = '') =>
  stream(data, `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} ${words}`)
const shown = (image: Uint8Array | string, ...more: (string | Uint8Array)[]) =>
  drawn('q 600 0 0 700 0 0 cm /I Do Q', '/XObject << /I 5 0 R >>', image, ...more)
const jpegHeader = (width: number, height: number) =>
  Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0, 0xff, 0xd9])

/** Pictures in a PDF that are huge, noise, or not there. What is not there is not drawn by any reader, and not by us. */
export const pictures: readonly Specimen[] = [
  refused('a picture of 3.6 billion points in a PDF', 'too_complex', () => shown(picture(60_000, 60_000))),
  refused('a picture of 2 billion points across', 'too_complex', () => shown(picture(2_000_000_000, 1))),
  accepted('a picture in the drawing itself that says 3.6 billion points and has none', 1, () =>
    drawn('q 600 0 0 700 0 0 cm BI /W 60000 /H 60000 /BPC 1 /CS /G ID x EI Q'),
  ),
  refused('a huge picture within a drawing within a drawing', 'too_complex', () =>
    drawn(
      '/F Do',
      '/XObject << /F 5 0 R >>',
      form('/G Do', '/XObject << /G 6 0 R >>'),
      form('q 600 0 0 700 0 0 cm /I Do Q', '/XObject << /I 7 0 R >>'),
      picture(60_000, 60_000),
    ),
  ),
  accepted('a picture of no points', 1, () => shown(picture(0, 0))),
  refused('a picture of fewer than no points', 'too_complex', () => shown(picture(-5, 100))),
  accepted('a picture that ends early', 1, () => shown(picture(1_000, 1_000, undefined, 'abc'))),
  accepted('a picture whose mask is huge', 1, () =>
    shown(picture(10, 10, '/ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 6 0 R', 'x'.repeat(100)), picture(60_000, 60_000)),
  ),
  accepted('a picture whose mask is itself', 1, () =>
    shown(picture(10, 10, '/ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 5 0 R', 'x'.repeat(100))),
  ),
  refused('a JPEG that says 65,500 points each way', 'too_complex', () =>
    shown(picture(65_500, 65_500, '/Filter /DCTDecode /ColorSpace /DeviceGray /BitsPerComponent 8', jpegHeader(65_500, 65_500))),
  ),
  accepted('a JPEG that is larger than its page says', 1, () =>
    shown(picture(10, 10, '/Filter /DCTDecode /ColorSpace /DeviceGray /BitsPerComponent 8', jpegHeader(65_500, 65_500))),
  ),
  accepted('a JPEG that is noise', 1, () =>
    shown(picture(10, 10, '/Filter /DCTDecode /ColorSpace /DeviceGray /BitsPerComponent 8', 'noise')),
  ),
  accepted('a JPEG 2000 that is noise', 1, () => shown(picture(10, 10, '/Filter /JPXDecode', '\0\0\0\x0cjP  \r\n\x87\nnoise'))),
  accepted('a JBIG2 that is noise', 1, () =>
    shown(picture(10, 10, '/Filter /JBIG2Decode /ColorSpace /DeviceGray /BitsPerComponent 1', 'noise')),
  ),
  accepted('a JBIG2 that says it is huge', 1, () =>
    shown(
      picture(
        10,
        10,
        '/Filter /JBIG2Decode /ColorSpace /DeviceGray /BitsPerComponent 1',
        Buffer.from('0000000030000100000013fffffffffffffff00000000000000000010000', 'hex'),
      ),
    ),
  ),
  accepted('a fax picture that is noise', 1, () =>
    shown(
      picture(
        1_728,
        2_200,
        '/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 1728 >> /ColorSpace /DeviceGray /BitsPerComponent 1',
        'noise'.repeat(50),
      ),
    ),
  ),
  accepted('a fax picture with a billion columns', 1, () =>
    shown(
      picture(
        10,
        10,
        '/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 1000000000 >> /ColorSpace /DeviceGray /BitsPerComponent 1',
        'noise',
      ),
    ),
  ),
  accepted('colours that are noise', 1, () =>
    shown(picture(10, 10, '/ColorSpace [/ICCBased 6 0 R] /BitsPerComponent 8', 'x'.repeat(300)), stream('noise', '/N 3')),
  ),
  accepted('colours that are made of themselves', 1, () =>
    shown(picture(10, 10, '/ColorSpace 6 0 R /BitsPerComponent 8', 'x'.repeat(100)), '[/Indexed 6 0 R 255 (abc)]'),
  ),
  accepted('a thousand large pictures that are not there', 1, () =>
    drawn('q 600 0 0 700 0 0 cm /I Do Q\n'.repeat(1_000), '/XObject << /I 5 0 R >>', picture(9_000, 9_000)),
  ),
]
