/** A right-to-left page. The element is mirrored, its charts are not. */

import { html } from '../../portal/html.js';
import { embedsFolder, codeSample, type EmbedPage } from '../page.js';

/** The page. */
export const rightToLeft: EmbedPage = {
  name: 'right-to-left',
  title: 'From right to left',
  summary:
    'The element follows the page’s dir, and formats times in its language. Words are English until useStrings replaces them.',
  lang: 'ar',
  dir: 'rtl',
  body: () => html`
    <header class="toolbar">
      <strong>بوابة المدرّس</strong>
      <nav aria-label="البوابة">
        <a href="#courses" aria-current="page">المقررات</a>
        <a href="#settings">الإعدادات</a>
      </nav>
      <align-monitor variant="badge" src="/metrics" label="بوابة المدرّس"></align-monitor>
    </header>
    <main class="columns">
      <div>
        <p class="kicker"><a href="${embedsFolder}">طرق التضمين</a></p>
        <h1>من اليمين إلى اليسار</h1>
        <p class="lead">
          تتبع اللوحة اتجاه الصفحة، وتكتب الأوقات بلغتها، وتبقى كلماتها الأخرى إنجليزية ما لم تستبدلها الصفحة. أما
          الرسوم البيانية فتُقرأ دائمًا من اليسار إلى اليمين.
        </p>
        <div dir="ltr">${codeSample('<html dir="rtl" lang="ar">')}</div>
      </div>
      <align-monitor src="/metrics" label="بوابة المدرّس"></align-monitor>
    </main>
  `,
};
