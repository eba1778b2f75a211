import { alignedOutcomes, courses } from '../courses.js';
import { html } from '../html.js';
import { layout } from '../layout.js';
import type { PortalRouter, Services } from '../router.js';

/** `GET /`: the courses of the term. */
export function addHome(router: PortalRouter, { work }: Services): void {
  router.get('/', async (ctx) => {
    await work('GET /');
    const students = courses.reduce((sum, course) => sum + course.students, 0);
    const firstName = ctx.session.settings.name.split(' ')[0];
    ctx.body = layout({
      title: `Welcome back, ${firstName ?? 'there'}`,
      kicker: 'Autumn term',
      lead: `${courses.length} courses and ${students} students this term.`,
      section: 'home',
      content: html`
        <section class="card feature">
          <h2>How did this week’s teaching go?</h2>
          <p>Four short questions, ten minutes. Your answers stay with you.</p>
          <a class="button" href="/start_reflection">Start a reflection</a>
        </section>
        <h2 class="heading">Your courses</h2>
        <ul class="courses">
          ${courses.map((course) => {
            const aligned = alignedOutcomes(course);
            const complete = aligned === course.outcomes.length;
            return html`<li class="card">
              <p class="code">${course.code.toUpperCase()}</p>
              <h3><a class="cover" href="/designer/${course.code}">${course.title}</a></h3>
              <p class="quiet">${course.students} students · week ${course.week} of ${course.weeks}</p>
              <progress max="${course.weeks}" value="${course.week}" aria-label="Weeks taught"></progress>
              <p class="chip ${complete ? 'done' : 'open'}">${aligned} of ${course.outcomes.length} outcomes aligned</p>
            </li>`;
          })}
        </ul>
      `,
    });
  });
}
