/** A style sheet's text, as Vite's `?inline` hands it over. */
declare module '*.css?inline' {
  const text: string;
  export default text;
}
