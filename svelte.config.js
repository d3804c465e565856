// Owns how the site is built: static pages, one shell for the staff app, and the build-time half of the content security policy.
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
/** Kit's route announcer carries this style attribute. */
const announcerStyle = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

/** @dnd-kit/dom 0.5.0 puts three style elements into the page; a browser test sees when an update changes them. */
const dragStyles = [
  'sha256-P3zrZWkaCzrI/B9T0+WLFRTTY8rvTIfnbvP5TBI9Vgo=',
  'sha256-E7zJXfkufcgTIQG1Th6iYnoGis+rTfZd044bgiM1kr4=',
  'sha256-YYLJe/bgx7gKdFc8dp3EM3/S8hpKeZs7JyhfBoZYPuk=',
];

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ pages: 'build', assets: 'build', fallback: 'app/index.html', strict: true }),
    serviceWorker: { register: false },
    inlineStyleThreshold: 8192,
    // connect-src, img-src and frame-ancestors stand in the response header: the upload host is not known here.
    csp: {
      mode: 'hash',
      directives: {
        'script-src': ['self'],
        'style-src': ['self', ...dragStyles],
        'style-src-attr': ['unsafe-hashes', announcerStyle],
        'require-trusted-types-for': ['script'],
        'trusted-types': ['svelte-trusted-html', 'haul-worker-url'],
        'worker-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
      },
    },
    paths: { relative: false },
    prerender: { handleHttpError: 'fail', crawl: true },
    version: { name: version },
  },
};
