import { build, type Plugin } from 'vite';

const MARK = '?thread';

/** The parser of Bruno’s files requires it, and what a module exports is not what `require` gives. */
export const REQUIRED = [{ find: /^ohm-js$/, replacement: 'ohm-js/dist/ohm.cjs' }];

/**
 * `import program from './thread.ts?thread'` gives the text of a file with all it imports, as one CommonJS program for
 * `new Worker(program, { eval: true })`: so a thread may be several files, and needs none of its own in any build.
 */
export function threads(): Plugin {
  return {
    name: 'threads',
    enforce: 'pre',
    resolveId: {
      filter: { id: /\?thread$/ },
      async handler(id, importer) {
        const found = await this.resolve(id.slice(0, -MARK.length), importer, { skipSelf: true });
        return found && found.id + MARK;
      },
    },
    async load(id) {
      if (!id.endsWith(MARK)) return null;
      const built = await build({
        configFile: false,
        logLevel: 'error',
        ssr: { noExternal: true },
        resolve: { alias: REQUIRED },
        build: {
          ssr: id.slice(0, -MARK.length),
          target: 'node20.19',
          write: false,
          rollupOptions: { output: { format: 'cjs', codeSplitting: false } },
        },
      });
      const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
      const chunks = outputs.filter((one) => one.type === 'chunk');
      const [chunk] = chunks;
      if (!chunk || chunks.length > 1) throw new Error(`${id}: a thread has to be one program`);
      for (const file of chunk.moduleIds) if (file.startsWith('/')) this.addWatchFile(file);
      return { code: `export default ${JSON.stringify(chunk.code)};`, map: null };
    },
  };
}
