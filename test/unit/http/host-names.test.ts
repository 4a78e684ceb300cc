import { describe, expect, it } from 'vitest';
import { readHostNames } from '../../../src/contract/payload/host-names.ts';
import { readServeForm, SERVE_DEFAULTS } from '../../../src/renderer/tools/http/serve/forms.ts';

describe('other host names of a server', () => {
  it('are read as a Host header has them', () => {
    expect(readHostNames('')).toEqual({ names: [] });
    expect(readHostNames(' nas.local, NAS.local\nmüller.test  a_b ')).toEqual({
      names: ['nas.local', 'xn--mller-kva.test', 'a_b'],
    });
  });

  it.each([
    'http://nas.local',
    'nas.local:8080',
    'a/b',
    'me@host',
    '*.test',
    '-a',
    '[::1]',
    '?',
    'a'.repeat(254),
  ])('are names alone, and no %s', (wrong) => {
    expect(readHostNames(`fine ${wrong}`)).toEqual({ wrong });
    const form = { ...SERVE_DEFAULTS, serves: 'folder', folder: '/a', hosts: `fine ${wrong}` };
    const read = readServeForm(form, []);
    expect(read.ok ? null : read.errors.hosts).toContain(`“${wrong}” is no host name.`);
    // What is not asked for now is in nobody’s way.
    expect(readServeForm({ ...form, serves: 'inspector' }, []).ok).toBe(true);
  });
});
