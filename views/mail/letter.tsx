/** What a letter says. Never a patient's name, a fax or a number: a mail lies open wherever it goes. */
export type LetterContent = {
  subject: string
  greeting: string
  paragraphs: readonly string[]
  link?: { label: string; href: string } | undefined
  closing: string
}

export const letterText = ({ greeting, paragraphs, link, closing }: LetterContent): string =>
  [greeting, ...paragraphs, ...(link ? [`${link.label}:\n${link.href}`] : []), closing].join('\n\n')

/** Plain enough for every mail program, and no picture that tells the sender who read it. */
export const letterHtml = (letter: LetterContent): string => `<!doctype html>${(<Letter {...letter} />) as string}`

const Letter = ({ subject, greeting, paragraphs, link, closing }: LetterContent) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title safe>{subject}</title>
    </head>
    <body>
      <p safe>{greeting}</p>
      {paragraphs.map((text) => (
        <p safe>{text}</p>
      ))}
      {link ? <LetterLink {...link} /> : ''}
      <p safe>{closing}</p>
    </body>
  </html>
)

const LetterLink = ({ label, href }: { label: string; href: string }) => (
  <p>
    <a href={href} safe>
      {label}
    </a>
    <br />
    <span safe>{href}</span>
  </p>
)
