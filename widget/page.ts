/** What an element loads when it is a page: the page's views and controllers. */
export { addPageControllers } from './controllers/page-controllers.js';
export { page, styles } from './views/page/page.js';
