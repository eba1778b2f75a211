/** The page on which somebody pastes a token. It works without a script; the script shows the token and takes a key from the address. */

import { contentHash } from './content-hash.js';

/** What the page shows. */
export interface SignInPage {
  language: 'en' | 'de';
  /** Where the form is sent to, escaped. */
  action: string;
  /** The page that is shown afterwards, escaped. */
  back: string;
  problem: 'wrong' | 'limited' | undefined;
}

const WORDS = {
  en: {
    title: 'Sign in to see more',
    above: 'Monitoring',
    text: 'Paste the token that the people who run the system gave you.',
    token: 'Token',
    show: 'Show',
    hide: 'Hide',
    submit: 'Sign in',
    note: 'You stay signed in on this device for 12 hours.',
    back: 'Back to the status',
    wrong: 'This token is not known.',
    limited: 'Too many wrong tokens. Try again in a minute.',
  },
  de: {
    title: 'Anmelden, um mehr zu sehen',
    above: 'Monitoring',
    text: 'Fügen Sie das Token ein, das Sie vom Team des Systems bekommen haben.',
    token: 'Token',
    show: 'Zeigen',
    hide: 'Verbergen',
    submit: 'Anmelden',
    note: 'Auf diesem Gerät bleiben Sie 12 Stunden angemeldet.',
    back: 'Zurück zum Status',
    wrong: 'Dieses Token ist nicht bekannt.',
    limited: 'Zu viele falsche Tokens. Versuchen Sie es in einer Minute wieder.',
  },
} as const;

const STYLE = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: start center; padding: clamp(16px, 10vh, 120px) 16px 16px; background: light-dark(#eef0f3, #0c0e12); color: light-dark(#171a21, #e8eaee); font: 15px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 400px; padding: 24px; border: 1px solid light-dark(#dfe3e8, #2a2f38); border-radius: 12px; background: light-dark(#fff, #151920); }
h1 { margin: 2px 0 12px; font-size: 21px; line-height: 1.25; }
p { margin: 0 0 16px; color: light-dark(#545c69, #a2aab7); }
.above { margin: 0; font-size: 13px; }
label { display: block; margin-bottom: 6px; font-weight: 600; }
.field { position: relative; margin-bottom: 12px; }
input { width: 100%; min-height: 46px; padding: 0 84px 0 12px; border: 1px solid light-dark(#8b93a1, #6b7482); border-radius: 8px; background: transparent; color: inherit; font: 16px/1.2 ui-monospace, monospace; }
button { min-height: 46px; border: 0; border-radius: 8px; font: inherit; font-weight: 600; cursor: pointer; }
.show { position: absolute; inset: 1px 1px 1px auto; min-height: 0; min-width: 76px; background: transparent; color: light-dark(#1f5fd0, #8ab4ff); font-weight: 400; }
.submit { width: 100%; background: light-dark(#171a21, #e8eaee); color: light-dark(#fff, #12151b); }
:focus-visible { outline: 2px solid light-dark(#1f5fd0, #8ab4ff); outline-offset: 2px; }
.problem { margin: 0 0 12px; color: light-dark(#b3261e, #ff9c94); font-weight: 600; }
.note { margin: 16px 0 0; font-size: 13px; }
a { color: light-dark(#1f5fd0, #8ab4ff); }
`;

const SCRIPT = `
const input = document.querySelector('input');
const show = document.querySelector('.show');
show.hidden = false;
show.addEventListener('click', () => {
  const isHidden = input.type === 'password';
  input.type = isHidden ? 'text' : 'password';
  show.textContent = isHidden ? show.dataset.hide : show.dataset.show;
  input.focus();
});
const key = new URLSearchParams(location.hash.slice(1)).get('key');
if (key) {
  history.replaceState(null, '', location.pathname + location.search);
  input.value = key;
  input.form.submit();
}
`;

/** The page's Content-Security-Policy. */
export const SIGN_IN_POLICY = [
  "default-src 'none'",
  `script-src ${contentHash(SCRIPT)}`,
  `style-src ${contentHash(STYLE)}`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Makes the page. */
export function signInPage({ language, action, back, problem }: SignInPage): string {
  const words = WORDS[language];
  const remark = problem === undefined ? '' : `<p class="problem" id="problem" role="alert">${words[problem]}</p>\n`;
  const described = problem === undefined ? '' : ' aria-describedby="problem" aria-invalid="true"';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="above">${words.above}</p>
<h1>${words.title}</h1>
<p>${words.text}</p>
<form method="post" action="${action}">
<label for="token">${words.token}</label>
${remark}<div class="field">
<input id="token" name="token" type="password" required autofocus autocomplete="current-password" autocapitalize="none" spellcheck="false"${described}>
<button class="show" type="button" hidden data-show="${words.show}" data-hide="${words.hide}">${words.show}</button>
</div>
<button class="submit">${words.submit}</button>
</form>
<p class="note">${words.note} <a href="${back}">${words.back}</a></p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
