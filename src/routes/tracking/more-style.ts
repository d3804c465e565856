// Owns how the second part of the page looks; loaded with it, so that the first view does not carry it.

const CSS = `
:root{--gold:#9a7300}
@media (prefers-color-scheme:dark){:root{--gold:#f0c443}}
#more,#more section{grid-template-columns:minmax(0,1fr)}
#more{display:grid;gap:1.5rem}
#more section{display:grid;gap:.5rem;padding:1rem;border-radius:20px;background:var(--card)}
h2{margin:0;font-size:1.25rem;line-height:1.2}
button:disabled{opacity:.5}
.pick{background:var(--brand);border-color:var(--brand);color:var(--on)}
.button.red{color:var(--t)}
#more select{max-width:100%;margin-left:.5rem}
fieldset{margin:0;padding:0;border:0;min-width:0}
legend{padding:0;font-size:1.25rem;font-weight:700}
.stars{display:flex;flex-wrap:wrap}
.stars label{position:relative;display:grid;place-content:center;min-width:48px;min-height:56px;font-size:2.2rem;line-height:1;color:var(--line);cursor:pointer}
.stars label:has(:checked),.stars label:has(~ label :checked),.gold{color:var(--gold)}
.stars input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0}
.stars label:has(:focus-visible){outline:3px solid;border-radius:12px}
.words{display:grid;gap:.25rem}
textarea{box-sizing:border-box;width:100%;padding:.6rem;border:1px solid var(--line);border-radius:12px;background:var(--card);color:inherit;font:inherit}
.photos{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,8rem),1fr));gap:.5rem}
.photo{display:block;width:100%;padding:0;border:0;aspect-ratio:4/3;border-radius:12px;background:var(--sunk);overflow:hidden;cursor:zoom-in}
.large{padding:.5rem;border:0;border-radius:20px;background:var(--card);color:inherit}
.large::backdrop{background:rgb(0 0 0/.75)}
.large img{display:block;max-width:100%;max-height:80vh;margin:0 auto .5rem}
.large .button{width:100%}
.photos img{display:block;width:100%;height:100%;object-fit:cover}
`;

/** A sheet made by script: the content policy allows no style element. */
export function addStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
