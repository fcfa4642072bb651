type Pasted = { readonly what: string; readonly text: string; readonly entries: readonly (readonly [name: string, number: string])[] }

const [ONE, TWO] = ['(555) 201-0100', '+1 555 201 0101']

/** Lists as people have them, and who is meant: the page's chips and the server must read the same. */
export const PASTED: readonly Pasted[] = [
  {
    what: 'numbers, one on each line',
    text: `${ONE}\r\n${TWO}\r\n`,
    entries: [
      ['', ONE],
      ['', TWO],
    ],
  },
  {
    what: 'numbers on one line',
    text: `${ONE}, ${TWO}`,
    entries: [
      ['', ONE],
      ['', TWO],
    ],
  },
  {
    what: 'names before numbers',
    text: `Oak Clinic, ${ONE}\nElm; ${TWO}`,
    entries: [
      ['Oak Clinic', ONE],
      ['Elm', TWO],
    ],
  },
  {
    what: 'addresses as in e-mail',
    text: `Oak Clinic <${ONE}>; Elm <${TWO}>`,
    entries: [
      ['Oak Clinic', ONE],
      ['Elm', TWO],
    ],
  },
  { what: 'cells of a spreadsheet', text: `Oak Clinic\tCardiology\t${ONE}`, entries: [['Oak Clinic, Cardiology', ONE]] },
  {
    what: 'a quoted name',
    text: `"Smith, John",${ONE}\n"Elm; East";${TWO}`,
    entries: [
      ['Smith, John', ONE],
      ['Elm, East', TWO],
    ],
  },
  { what: 'a quoted name with a line break', text: `"Oak\nClinic"\t${ONE}`, entries: [['Oak,Clinic', ONE]] },
  {
    what: 'a first row that names the columns, with a telephone that is no fax',
    text: `Name,Phone,Fax\n"Smith, John",(555) 201-0199,${ONE}\nElm,,${TWO}\n`,
    entries: [
      ['Smith, John', ONE],
      ['Elm', TWO],
    ],
  },
  {
    what: 'the number first, parted by tabs',
    text: `Fax number\tPractice\n${ONE}\tOak Clinic\n${TWO}\tElm`,
    entries: [
      ['Oak Clinic', ONE],
      ['Elm', TWO],
    ],
  },
  {
    what: 'our own export of contacts',
    text: `Name,Organization,Fax number,Note,Faxes sent\r\nOak Clinic,Oak Health,'${TWO},"Ask for Lee, mornings",3\r\n`,
    entries: [['Oak Clinic', TWO]],
  },
]
