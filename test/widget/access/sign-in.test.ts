import { signInUrl } from '../../../widget/data/session.js';
import { find, findAll } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { sessionOf, statusOf } from '../support/public.js';
import { Stage } from '../support/stage.js';

describe('the way to sign in', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    stage.server.metrics = () => statusOf(fixtures.healthy(stage.time.now));
    stage.server.session = () => sessionOf('public');
  });

  afterEach(() => stage.clear());

  it('leads back to the page', () => {
    const page = { origin: 'https://portal.example', pathname: '/courses', search: '?id=7' };
    expect(signInUrl('https://portal.example/base/metrics', page)).to.eql(
      'https://portal.example/base/monitoring/sign-in?return=%2Fcourses%3Fid%3D7',
    );
  });

  it('is none to another origin, and none where it cannot be found', () => {
    const page = { origin: 'https://portal.example', pathname: '/', search: '' };
    expect(signInUrl('https://monitor.example/metrics', page)).to.eql(null);
    expect(signInUrl('https://portal.example/figures.json', page)).to.eql(null);
  });

  it('is a link, on the panel and in the head of the page', async () => {
    for (const [variant, place] of [
      ['panel', '.card > .sign-in'],
      ['page', '.heading > .sign-in'],
    ] as const) {
      const element = await stage.show({ variant }, 1000);
      await stage.time.until(() => findAll(element, '.sign-in').length === 1);
      const url = new URL((find(element, place) as HTMLAnchorElement).href);
      expect(url.pathname).to.eql('/monitoring/sign-in');
      expect(url.searchParams.get('return')).to.eql(location.pathname + location.search);
      element.remove();
    }
  });

  it('is not offered where there is no token to sign in with', async () => {
    stage.server.session = () => sessionOf('public', { can_sign_in: false });
    const element = await stage.show();
    await stage.time.until(() => stage.server.askedSession === 1);
    await stage.time.pass(5000);
    expect(findAll(element, '.sign-in')).to.have.length(0);
    expect(stage.server.askedSession).to.eql(1);
  });

  it('is offered to those who are refused everything', async () => {
    stage.server.answer = refuse(401);
    const element = await stage.show();
    await stage.time.until(() => findAll(element, '.sign-in').length === 1);
    expect(find(element, '.sentence').innerText.trim()).to.eql('Sign in to see the figures.');
    stage.server.answer = gone;
    await element.refresh();
    expect(findAll(element, '.sign-in')).to.have.length(0);
  });

  it('is asked about by nobody who sees everything', async () => {
    stage.server.metrics = () => fixtures.healthy(stage.time.now);
    await stage.show();
    await stage.show({ variant: 'page' }, 1000);
    await stage.time.pass(10_000);
    expect(stage.server.askedSession).to.eql(0);
  });
});
