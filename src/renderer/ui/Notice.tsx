import { useNotice } from './notice.ts';

/** Where the sentences for `where` are shown. Screen readers are told elsewhere, once. */
export function Notice({ where }: { where: string }) {
  const text = useNotice((s) => (s.where === where ? s.text : ''));
  return text ? (
    <span className="wb-pane-note" aria-hidden="true">
      {text}
    </span>
  ) : null;
}
