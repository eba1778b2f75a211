import { csrfField } from '../forms.js';
import { html, type Html } from '../html.js';
import { layout } from '../layout.js';
import type { PortalContext, PortalRouter, Services } from '../router.js';
import { type Answer, type Settings, startReflection } from '../session.js';

const questions = [
  'What did you hope your students would take away this week?',
  'What happened that you did not expect?',
  'Which student comes to mind first, and why?',
  'What will you do differently next time?',
] as const;

/** The maximum length of an answer, in characters. */
const answerLimit = 4000;

/** The endpoints of a reflection. */
export const reflectionEndpoints = [
  'GET /start_reflection',
  'GET /reflection/:id',
  'POST /reflection/:id/step',
] as const;

/** `GET /start_reflection`, `GET /reflection/:id` and `POST /reflection/:id/step`: four questions, one at a time. */
export function addReflection(router: PortalRouter, services: Services): void {
  const { work, feedback, activity, conditions, answers: answerCount, tokens } = services;
  router.get('/start_reflection', async (ctx) => {
    ctx.state.feature = 'reflection';
    await work('GET /start_reflection');
    activity.add(ctx.session.settings.name, 'began a reflection', 'Reflect');
    ctx.body = reflectionPage(ctx, startReflection(ctx.session), []);
  });

  router.get('/reflection/:id', async (ctx) => {
    const { id, answers } = findReflection(ctx);
    ctx.state.feature = 'reflection';
    await work('GET /reflection/:id');
    ctx.body = reflectionPage(ctx, id, answers);
  });

  router.post('/reflection/:id/step', async (ctx) => {
    const { id, answers } = findReflection(ctx);
    ctx.state.feature = 'reflection';
    await work('POST /reflection/:id/step');
    const answer = ctx.state.form.get('answer')?.trim() ?? '';
    if (answer !== '' && answers.length < questions.length) {
      if (conditions.isBadDeploy) recordDigest(ctx.session.settings);
      const remark = await feedback(answer);
      tokens.record(remark.tokens);
      answers.push({ text: answer.slice(0, answerLimit), remark: remark.text });
      answerCount.add();
      if (answers.length === questions.length)
        activity.add(ctx.session.settings.name, 'finished a reflection', 'Reflect');
    }
    ctx.status = 303;
    ctx.redirect(`/reflection/${id}`);
  });
}

/** The bug of version 1.8.1: nobody remembered that there may be no digest. */
function recordDigest({ digest }: Settings): void {
  const hours: Partial<Record<Settings['digest'], { hour: number }>> = { daily: { hour: 7 }, weekly: { hour: 9 } };
  const next = hours[digest] as { hour: number };
  next.hour += 1;
}

function findReflection(ctx: PortalContext): { id: string; answers: Answer[] } {
  const id = ctx.params['id'] ?? '';
  const answers = ctx.session.reflections.get(id);
  if (answers === undefined) return ctx.throw(404, 'This reflection is not here any more.');
  return { id, answers };
}

function reflectionPage(ctx: PortalContext, id: string, answers: readonly Answer[]): string {
  const question = questions[answers.length];
  return layout({
    title: question === undefined ? 'Thank you' : 'Reflection',
    kicker: question === undefined ? 'Finished' : `Question ${answers.length + 1} of ${questions.length}`,
    lead:
      question === undefined
        ? 'Your reflection is complete. Come back to it before you plan next week.'
        : 'Write as you would to a colleague you trust.',
    section: 'reflection',
    content: html`
      <progress
        class="steps"
        max="${questions.length}"
        value="${answers.length}"
        aria-label="Questions answered"
      ></progress>
      ${answers.map(
        (answer, index) =>
          html`<section class="card answered">
            <h2>${questions[index]}</h2>
            <p>${answer.text}</p>
            <p class="quiet">${answer.remark}</p>
          </section>`,
      )}
      ${
        question === undefined
          ? html`<p><a class="button" href="/">Back to your courses</a></p>`
          : questionForm(question, id, ctx.session.csrfToken)
      }
    `,
  });
}

function questionForm(question: string, id: string, token: string): Html {
  return html`<form class="card" method="post" action="/reflection/${id}/step">
    ${csrfField(token)}
    <label class="question" for="answer">${question}</label>
    <textarea id="answer" name="answer" rows="6" maxlength="${answerLimit}" required></textarea>
    <div class="actions"><button class="button">Continue</button></div>
  </form>`;
}
