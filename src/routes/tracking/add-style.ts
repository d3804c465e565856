// Owns styles that come with a later part of the page, so that the first view does not carry them.

/** A sheet made by script: the content policy allows no style element. */
export function addStyle(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
