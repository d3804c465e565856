// Owns making and filling the page's elements by hand: no framework is worth its bytes here.

export type Child = Node | string;

/** An element of the page itself: the tests know when one is missing. */
export const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

/** Sets a text where it differs, so that nothing is read out again that has not changed; an empty one hides its element. */
export function say(id: string, text: string): HTMLElement {
  const target = element(id);
  put(target, text);
  target.hidden = !text;
  return target;
}

export const put = (target: Element | undefined, text: string): void => {
  if (target && target.textContent !== text) target.textContent = text;
};

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

export const button = (text: string, onclick: () => void, className = 'button'): HTMLButtonElement =>
  make('button', { type: 'button', className, onclick }, text);
