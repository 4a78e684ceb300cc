/** The text of a program for a thread; see scripts/threads.ts. */
declare module '*?thread' {
  const program: string;
  export default program;
}
