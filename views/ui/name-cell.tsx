/** Who or what a row of a table is about, leading to it, with what tells it apart underneath. */
export const NameCell = ({ href, name, detail }: { href: string; name: string; detail: string }) => (
  <td class="cell--main">
    <a href={href} safe>
      {name}
    </a>
    <span class="cell__detail" safe>
      {detail}
    </span>
  </td>
)
