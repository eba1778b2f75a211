import { alignedOutcomes, courses, findCourse, type Course, type Outcome } from '../courses.js';
import { html, type Html } from '../html.js';
import { layout } from '../layout.js';
import type { PortalRouter, Services } from '../router.js';

/** `GET /designer/:course`: where each outcome of a course is practised and assessed. */
export function addDesigner(router: PortalRouter, { work, activity }: Services): void {
  // Redirects the address from the time when there was only one course.
  router.get('/designer', (ctx) => {
    ctx.redirect('/designer/sta-110');
  });

  router.get('/designer/:course', async (ctx) => {
    const course = findCourse(ctx.params['course']);
    if (course === undefined) return ctx.throw(404, 'There is no such course this term.');
    ctx.state.feature = 'designer';
    await work('GET /designer/:course');
    activity.add(ctx.session.settings.name, `reviewed ${course.code.toUpperCase()}`, 'Design');
    ctx.body = layout({
      title: course.title,
      kicker: `${course.code.toUpperCase()} · week ${course.week} of ${course.weeks}`,
      lead: `${alignedOutcomes(course)} of ${course.outcomes.length} outcomes are practised and assessed. ${firstOutcome(course)}`,
      section: 'designer',
      content: html`${tabs(course)} ${alignment(course)} ${ahead(course)}`,
    });
  });
}

/** A bug, for the monitor to find: a draft has no outcomes yet. */
export function firstOutcome({ outcomes }: Course): string {
  const [first] = outcomes as [Outcome, ...Outcome[]];
  return `The first: ${first.text.toLowerCase()}.`;
}

function tabs(current: Course): Html {
  return html`<nav class="tabs" aria-label="Courses">
    ${courses.map(
      (course) =>
        html`<a href="/designer/${course.code}" ${course === current && html`aria-current="page"`}>
          ${course.code.toUpperCase()}
        </a>`,
    )}
  </nav>`;
}

function alignment(course: Course): Html {
  return html`<section class="card">
    <h2>Alignment</h2>
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Students can</th>
          <th scope="col">Practised in</th>
          <th scope="col">Assessed by</th>
        </tr>
      </thead>
      <tbody>
        ${course.outcomes.map(
          (outcome) =>
            html`<tr>
              <th scope="row">${outcome.text}</th>
              <td data-label="Practised in">${place(outcome.practised)}</td>
              <td data-label="Assessed by">${place(outcome.assessed)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function place(where: string | null): Html {
  return where === null ? html`<span class="chip open">not yet</span>` : html`${where}`;
}

function ahead(course: Course): Html {
  return html`<section class="card">
    <h2>The weeks ahead</h2>
    <ol class="weeks">
      ${course.ahead.map((plan, index) => html`<li><span class="code">Week ${course.week + index}</span> ${plan}</li>`)}
    </ol>
  </section>`;
}
