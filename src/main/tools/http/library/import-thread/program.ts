// oxlint-disable-next-line import/default -- the text of the program is made by scripts/threads.ts
import program from './main.ts?thread';

/** The text of the thread: large, so it is loaded with the first import. */
export default program;
