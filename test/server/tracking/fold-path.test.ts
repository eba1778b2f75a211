import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cookieValue } from '../../../server/tracking/cookies.js';
import { FoldedPaths, foldPath, nameParameters } from '../../../server/tracking/fold-path.js';
import { pathOf } from '../../../server/tracking/request-adapter.js';

describe('a path without a route', () => {
  const folded: [path: string, template: string][] = [
    ['/', '/'],
    ['/orders', '/orders'],
    ['/orders/4711/lines/2', '/orders/:id/lines/:id'],
    ['/orders/4711/', '/orders/:id/'],
    ['/users/0b6f2a1e-93a4-4a4e-9d39-4d1f0c1f1f10', '/users/:id'],
    ['/users/0B6F2A1E-93A4-4A4E-9D39-4D1F0C1F1F10', '/users/:id'],
    ['/commits/9fceb02', '/commits/:id'],
    ['/objects/507f1f77bcf86cd799439011', '/objects/:id'],
    ['/reset/eyJhbGciOiJIUzI1NiJ9.abc', '/reset/:id'],
    ['/invoices/2026-11-23', '/invoices/:id'],
    ['/hosts/10.0.0.1', '/hosts/:id'],
    ['/users/anna@example.org', '/users/:id'],
    ['/shop;jsessionid=A1b2C3/cart', '/:id/cart'],
    ['/shop/page=two', '/shop/:id'],
    ['/users/anna%40example.org', '/users/:id'],
    ['/search/%E2%82%AC', '/search/:id'],
    [`/${'x'.repeat(65)}`, '/:id'],
    ['/api/v2/decade/facade', '/api/v2/decade/facade'],
    ['/.well-known/security.txt', '/.well-known/security.txt'],
  ];
  for (const [path, template] of folded) {
    it(`${path} is ${template}`, () => assert.equal(foldPath(path), template));
  }

  it('is the same endpoint whatever the number in it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid(), (number, uuid) => {
        assert.equal(foldPath(`/a/${number}/b/${uuid}`), '/a/:id/b/:id');
      }),
    );
  });
});

describe('a path with known parameters', () => {
  const known: [path: string, parameters: Record<string, unknown>, template: string][] = [
    ['/items/anna', { id: 'anna' }, '/items/:id'],
    ['/items/items', { id: 'items' }, '/items/:id'],
    ['/a/1/b/1', { x: '1', y: '1' }, '/a/:x/b/:y'],
    ['/movies/star%20wars', { title: 'star wars' }, '/movies/:title'],
    ['/movies/star%20wars', { title: 'star%20wars' }, '/movies/:title'],
    ['/movies/star.mp4', { title: 'star' }, '/movies/:title.mp4'],
    ['/files/a/b/c.txt', { '*': 'a' }, '/files/*'],
    ['/users/anna/files/a/b', { user: 'anna', '*': 'a' }, '/users/:user/files/*'],
    ['/items/%ff', { id: '%ff' }, '/items/:id'],
    ['/items', { id: undefined }, '/items'],
    ['/files/a/b/c', { path: ['a', 'b'] }, '/files/*path/c'],
    ['/items/7', {}, '/items/7'],
  ];
  for (const [path, parameters, template] of known) {
    it(`${path} with ${JSON.stringify(parameters)} is ${template}`, () => {
      assert.equal(nameParameters(path, parameters), template);
    });
  }
});

describe('the endpoint of a folded path', () => {
  it('is known once the path has been answered with success or a redirect three times', () => {
    const paths = new FoldedPaths();
    assert.equal(paths.endpointOf('/items/1', 200), undefined);
    assert.equal(paths.endpointOf('/items/2', 302), undefined);
    assert.equal(paths.endpointOf('/items/3'), undefined);
    assert.equal(paths.endpointOf('/items/3', 500), undefined);
    assert.equal(paths.endpointOf('/items/4', 200), '/items/:id');
    assert.equal(paths.endpointOf('/items/5', 404), '/items/:id');
    assert.equal(paths.endpointOf('/items/5'), '/items/:id');
  });

  it('is not learned from refusals, however many, nor from upgrades', () => {
    const paths = new FoldedPaths();
    for (const status of [404, 401, 500, 101, 404, 403, 429, 404]) {
      assert.equal(paths.endpointOf('/wp-login', status), undefined);
    }
  });

  it('stays known while a stranger makes up others that the app answers', () => {
    const paths = new FoldedPaths();
    const name = (number: number): string =>
      number.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
    for (let number = 0; number < 20_000; number++) {
      paths.endpointOf(`/made-up/${name(number)}`, 200);
      if (number % 100 === 0) paths.endpointOf('/items', 200);
    }
    assert.equal(paths.endpointOf('/items'), '/items');
    assert.equal(paths.endpointOf(`/made-up/${name(5)}`), undefined);
  });
});

describe('the path of a URL', () => {
  const urls: [url: string | undefined, path: string][] = [
    ['/items?x=1', '/items'],
    ['/?', '/'],
    ['http://app.example/items?x=1', '/items'],
    ['http://app.example', '/'],
    ['http://app.example?next=/items', '/'],
    ['*', '*'],
    ['', '/'],
    [undefined, '/'],
  ];
  for (const [url, path] of urls) {
    it(`of ${String(url)} is ${path}`, () => assert.equal(pathOf(url), path));
  }
});

it('a path with parameters is in lower case where its route matches in any', () => {
  assert.equal(nameParameters('/TEAMS/Red/x', { Team: 'Red' }, true), '/teams/:Team/x');
});

describe('one cookie of many', () => {
  const header = 'theme=dark; sid=s%3Aabc ;empty=; x=1=2;sid2=other';
  const cookies: [name: string, value: string | undefined][] = [
    ['theme', 'dark'],
    ['sid', 's%3Aabc'],
    ['empty', ''],
    ['x', '1=2'],
    ['sid2', 'other'],
    ['id', undefined],
    ['dark', undefined],
  ];
  for (const [name, value] of cookies) {
    it(`${name} is ${String(value)}`, () => assert.equal(cookieValue(header, name), value));
  }

  it('is not found where there is no header', () => assert.equal(cookieValue(undefined, 'sid'), undefined));
});
