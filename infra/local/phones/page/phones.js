// Owns the page of the local phones: who was texted, each conversation as a phone shows it, links that open, and answering.
const list = document.querySelector('#phones');
const place = document.querySelector('#phone');
let messages = [];
let drawn = '';

/** "(617) 555-0148" of "+16175550148". */
const spoken = (number) => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
const clock = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
const keyOf = ({ phone, company }) => `${phone} ${company}`;
/** A text's own name of its company stands before its first colon. */
const nameIn = (thread) => {
  const [, name] = /^([^:]{1,80}):/.exec(thread.findLast(({ way }) => way === 'to-phone')?.body ?? '') ?? [];
  return name ?? spoken(thread[0].company);
};

function make(tag, words = {}, ...children) {
  const node = Object.assign(document.createElement(tag), words);
  node.append(...children);
  return node;
}

/** Addresses become links; all else is text. */
function wordsOf(body) {
  return body
    .split(/(https?:\/\/\S+)/)
    .map((part) => (/^https?:\/\//.test(part) ? make('a', { href: part, target: '_blank', rel: 'noopener', textContent: part }) : part));
}

function threads() {
  const byKey = Map.groupBy(messages, keyOf);
  return [...byKey].toSorted(([, a], [, b]) => (a.at(-1).at < b.at(-1).at ? 1 : -1));
}

const chosen = () => decodeURIComponent(location.hash.slice(1));

function draw() {
  const all = threads();
  const [key, thread] = all.find(([each]) => each === chosen()) ?? all[0] ?? [];
  const now = JSON.stringify([key, all.map(([each, { length }]) => [each, length])]);
  if (now === drawn || !thread) return;
  drawn = now;
  list.replaceChildren(...all.map(([each, of]) => make('li', {}, row(each, of, each === key))));
  // What is being typed stays.
  const typed = place.querySelector('input')?.value ?? '';
  const sameThread = place.dataset.key === key;
  place.dataset.key = key;
  place.replaceChildren(head(thread), conversation(thread), answerForm(thread[0]));
  if (sameThread) place.querySelector('input').value = typed;
  const scroll = place.querySelector('ol');
  scroll.scrollTop = scroll.scrollHeight;
}

function row(key, thread, current) {
  const last = thread.at(-1);
  const link = make('a', { href: `#${encodeURIComponent(key)}` });
  if (current) link.setAttribute('aria-current', 'true');
  link.append(
    make('b', { textContent: spoken(thread[0].phone) }),
    make('time', { textContent: clock(last.at), dateTime: last.at }),
    make('span', { textContent: last.body }),
  );
  return link;
}

const head = (thread) =>
  make(
    'header',
    {},
    make('h2', { textContent: spoken(thread[0].phone) }),
    make('p', { textContent: `Texts from ${nameIn(thread)}, ${spoken(thread[0].company)}` }),
  );

function conversation(thread) {
  const bubbles = thread.map(({ way, body, at }) =>
    make('li', { className: way }, make('p', {}, ...wordsOf(body)), make('time', { textContent: clock(at), dateTime: at })),
  );
  const all = make('ol', { tabIndex: 0 }, ...bubbles);
  all.setAttribute('aria-label', 'Messages');
  return all;
}

function answerForm({ phone, company }) {
  const input = make('input', { name: 'body', placeholder: 'Reply', autocomplete: 'off' });
  input.setAttribute('aria-label', 'Reply');
  const send = async (body) => {
    if (!body.trim()) return;
    const answer = await fetch('/_phones/messages', { method: 'POST', body: JSON.stringify({ phone, company, body }) });
    if (answer.ok) input.value = '';
    await load();
  };
  const quick = make('button', { type: 'button', className: 'quiet', textContent: 'STOP', onclick: () => send('STOP') });
  quick.setAttribute('aria-label', 'Reply STOP');
  const form = make('form', {}, quick, input, make('button', { textContent: 'Send' }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(input.value);
  });
  return form;
}

async function load() {
  try {
    ({ messages } = await (await fetch('/_phones/messages')).json());
    draw();
  } catch {
    // The cloud has stopped: what is shown stays, and it is asked again.
  }
}

addEventListener('hashchange', draw);
setInterval(() => document.visibilityState === 'visible' && load(), 2_000);
await load();
