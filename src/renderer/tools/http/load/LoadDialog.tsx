import { Modal } from '../../../ui/Modal.tsx';
import { Middle } from '../../../ui/Middle.tsx';
import { LoadForm } from './LoadForm.tsx';
import { LoadList } from './LoadList.tsx';
import { LoadResult } from './LoadResult.tsx';
import { closeLoads, useLoads } from './store.ts';
import '../plan.css';
import './load.css';

/** Many requests: the plan and the results so far on the left, the result that is looked at on the right. */
export function LoadDialog() {
  const shown = useLoads(({ all, shown: id }) => (id === null ? undefined : all.get(id)));
  const beside = useLoads(({ all, beside: id }) => (id === null ? undefined : all.get(id)));
  return (
    <Modal title="Many requests" close="Close many requests" width={1120} onClose={closeLoads}>
      <div className="wb-plan">
        <div className="wb-plan-side">
          <LoadForm />
          <LoadList />
        </div>
        <div className="wb-load-main" tabIndex={0} role="group" aria-label="What has come">
          {shown ? (
            <LoadResult load={shown} beside={beside} />
          ) : (
            <Middle>
              <p>Start it to see how long each request takes, and how many come back in a second.</p>
            </Middle>
          )}
        </div>
      </div>
    </Modal>
  );
}
