export const style = `
:root {
  --ground: #f3f5f8; --card: #fff; --line: #d5dbe3; --ink: #17202c; --quiet: #56616f; --accent: #0b6e69; --on-accent: #fff;
  --good: #17663a; --good-ground: #e3f3e9; --bad: #a3231b; --bad-ground: #fbe9e7; --busy: #7a5200; --busy-ground: #fbf1d9;
  color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11161d; --card: #1a212b; --line: #313c4a; --ink: #e8edf3; --quiet: #a3afbd; --accent: #5cc9c2; --on-accent: #06201f;
    --good: #7fd6a2; --good-ground: #16301f; --bad: #ff9d94; --bad-ground: #3a1a17; --busy: #f0c869; --busy-ground: #332811;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink) }
main, header > div { max-width: 1000px; margin: 0 auto; padding: 0 20px }
header { background: var(--card); border-bottom: 1px solid var(--line); padding: 16px 0; margin-bottom: 24px }
header > div { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 24px; justify-content: space-between }
h1 { font-size: 20px; margin: 0 }
p { margin: 0 }
.quiet { color: var(--quiet); font-size: 14px }
a { color: var(--accent) }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.button {
  display: inline-flex; align-items: center; min-height: 44px; padding: 0 20px; border: 0; border-radius: 8px;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
}
form, article, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 20px; margin-bottom: 16px }
form { display: flex; flex-wrap: wrap; gap: 16px; align-items: end }
label { display: grid; gap: 4px; font-weight: 600 }
input { min-height: 44px; padding: 0 12px; border: 1px solid var(--quiet); border-radius: 8px; background: var(--card); color: inherit; font: inherit; width: 190px }
input[name=pages] { width: 90px }
.wrong { width: 100%; color: var(--bad); font-weight: 600 }
.empty { text-align: center; padding: 48px 20px }
.line { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; margin-bottom: 4px }
h2 { font-size: 16px; margin: 0; font-variant-numeric: tabular-nums }
.status { border-radius: 8px; padding: 2px 10px; font-size: 14px; font-weight: 600; color: var(--busy); background: var(--busy-ground) }
.status.good { color: var(--good); background: var(--good-ground) }
.status.bad { color: var(--bad); background: var(--bad-ground) }
.end { margin-left: auto }
.pages { display: flex; gap: 12px; overflow-x: auto; padding: 12px 2px 4px; margin: 0; list-style: none }
.pages img { display: block; width: 150px; height: 194px; object-fit: contain; background: #fff; border: 1px solid var(--line); border-radius: 4px }
.pages a { display: block; font-size: 13px; text-align: center }
`
