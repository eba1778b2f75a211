/** Koa 2 under its own name; its types are those of Koa 3 as far as the tests use them. */
declare module 'koa2' {
  import Koa from 'koa';
  export default Koa;
}
