import type { FaultPromise } from '../promise.js';

const AUDIENCES = 'server/access/audiences.test.ts';
const SIGN_IN = 'server/access/sign-in.test.ts';
const ADDRESSES = 'server/api/addresses.test.ts';

/** Promises about those who mean harm. */
export const strangers: readonly FaultPromise[] = [
  {
    promise:
      'Ten thousand bad requests of a stranger are counted and never turn the light red, nor push an endpoint out',
    tests: {
      'server/runtime/internal-errors.test.ts': [
        'a stranger with 10,000 bad requests among normal traffic cannot turn the light red',
      ],
    },
  },
  {
    promise: 'What comes from outside is shown as text, under a policy without inline code',
    tests: {
      'widget/data/answers.test.ts': [
        'shows whatever comes from the server as text',
        'writes no style attribute, which a strict policy would block',
      ],
      'widget/page/requests.test.ts': ['are text, whatever the server says'],
      'widget/page/alert-actions.test.ts': ['is text, whatever the server says'],
      'server/api/badge.test.ts': ['is well-formed with the label ${label.slice(0, 60)}, and shows it as text'],
      'server/api/embed.test.ts': ['shows a hostile label as text'],
      'server/api/api.test.ts': ['serves the page under a policy that allows its own style and no other inline code'],
      'server/notify/formats.test.ts': ['mentions nobody and links nowhere, whatever a name contains'],
      'e2e/embeds.test.ts': [
        'cause no violation of the strictest content security policy, in any variant and with charts',
      ],
    },
  },
  {
    promise: 'Another origin reads only where it is listed and changes nothing; a bearer token needs no Origin',
    tests: {
      'server/api/cors.test.ts': [
        'that are not listed may read nothing, and caches are told that the answer depends on that',
        'may change nothing, listed or not',
        'may read nothing unless origins are listed',
      ],
      [SIGN_IN]: [
        'lets a page of the same origin change things, and no other page',
        'by a pipeline’s bearer token needs no Origin, but no page of another origin may send one',
        'from a page of another origin is refused',
      ],
    },
  },
  {
    promise:
      'A wrong, missing or expired credential is refused, wrong tokens are limited, and every route has its rule',
    tests: {
      [AUDIENCES]: [
        'has a rule, and each path and method one endpoint',
        "${route.method} ${route.path} ${refusal === null ? 'answers' : 'refuses'} ${who}",
        "${route.method} ${route.path} ${['everybody', 'each'].includes(route.rule) ? 'takes no notice of' : 'refuses'} a wrong token",
      ],
      [SIGN_IN]: [
        'ends after twelve hours, and when the token is removed; it holds in every process that has the token',
        'cannot be forged: a changed end, code or role is none',
        'are limited by address, while the right one from there is always accepted',
      ],
    },
  },
  {
    promise: 'A client behind an ordinary proxy on the same machine is a stranger, whatever its headers say',
    tests: {
      [AUDIENCES]: ['is on the same machine as a proxy, so that its address is no credential'],
      'integration/proxies.test.ts': [
        '${way}: each is answered what it may see, and strangers change nothing',
        '${way}: can act on its own page, and no other page can in its name',
      ],
      [SIGN_IN]: ['count for the address of the socket, whatever a client says, unless a proxy is trusted'],
    },
  },
  {
    promise: 'Path traversal, encoded slashes, long addresses and bad hosts are refused; nothing else is served',
    tests: {
      [ADDRESSES]: [
        'that leads out of the folder gives nothing of it (${path})',
        'that is longer than Node allows is refused, and the next request is answered',
        'with a host that is none is answered without it (${JSON.stringify(host)})',
      ],
      'server/api/api.test.ts': ['serves nothing outside its folder'],
    },
  },
  {
    promise: 'An address in other letters, with a slash at its end or encoded meets the same guard, or is none',
    tests: {
      [ADDRESSES]: ['in other letters, with slashes or encoded shows the public no more (${path})'],
      'server/api/api.test.ts': ['lets all else pass', 'redirects an address with a trailing slash to the one without'],
    },
  },
  {
    promise: 'Slow and silent connections are closed, and a thousand open ones leave others served',
    tests: {
      'server/net/limited-server.test.ts': [
        'on which nothing is sent is closed',
        'on which headers come slowly is closed',
        'on which a body comes slowly is closed',
        'whose client does not take its answer is closed',
      ],
      'server/access/strangers.test.ts': [
        'bodies that one never sends hold up nobody, nor the sign-in of another',
        'answers that one does not take hold up none of another endpoint',
      ],
      [ADDRESSES]: ['is answered while a thousand others do not take their answers'],
    },
  },
  {
    promise: 'Secrets in messages, addresses and errors are redacted in answers, logs, files and notifications',
    tests: {
      'server/secrets.test.ts': ['are found nowhere'],
      'server/text/redact.test.ts': [
        'shows ${JSON.stringify(given)} as ${JSON.stringify(shown)}',
        'no planted secret survives',
      ],
      'server/notify/delivery.test.ts': ['never shows, logs or stores an address beyond its origin'],
      'server/runtime/log-lines.test.ts': [
        'shows no secret, no line break and no escape sequence of a message or a stack',
      ],
    },
  },
  {
    promise: 'Whatever a stranger sends, the API answers valid JSON and never a server error',
    tests: {
      'server/fuzz/api.test.ts': [
        'answer valid JSON without a server error, whatever query, headers and cookies say',
        'of JSON lines are accepted or refused line by line, whatever they are',
      ],
    },
  },
];
