import type { HttpRequest } from '../../../../contract/http/request.ts';
import type { EditorTab } from './fields.ts';

/** What stands beside the name of a part: how much there is of it, or which; empty where there is nothing. */
export function figureOf(
  { url, headers, auth, body, expectations, docs, xmlRpc, webSocket }: HttpRequest,
  tab: EditorTab,
): string {
  const on = (rows: readonly { on: boolean }[]) => rows.filter((row) => row.on).length || '';
  switch (tab) {
    case 'Query': {
      const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
      return `${query === '' ? '' : query.split('&').filter(Boolean).length || ''}`;
    }
    case 'Headers':
      return `${on(headers)}`;
    case 'Auth':
      return auth.kind === 'none' ? '' : { basic: 'Basic', bearer: 'Bearer', digest: 'Digest' }[auth.kind];
    case 'Body':
      return body.kind === 'none'
        ? ''
        : { json: 'JSON', text: 'Text', hex: 'Hex', form: 'Form', multipart: 'Multipart', file: 'File' }[
            body.kind
          ];
    case 'Expect':
      return `${on(expectations)}`;
    case 'Protocols':
      return `${webSocket.protocols.length || ''}`;
    case 'Call':
      return `${xmlRpc.params.length || ''}`;
    case 'Notes':
      return docs.trim() === '' ? '' : '•';
    case 'Options':
      return '';
  }
}
