import { Middle } from '../../../ui/Middle.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import '../plan.css';
import './run.css';
import { RunForm } from './RunForm.tsx';
import { RunList } from './RunList.tsx';
import { RunResult } from './RunResult.tsx';
import { closeRuns, useRuns } from './store.ts';

/** Runs of collections: what is to be run and the runs so far on the left, the one that is looked at on the right. */
export function RunDialog() {
  const shown = useRuns(({ all, shown: id }) => all.find((run) => run.id === id));
  return (
    <Modal title="Run with expectations" close="Close the runs" width={1200} onClose={closeRuns}>
      <div className="wb-plan wb-runs">
        <div className="wb-plan-side">
          <RunForm />
          <RunList />
        </div>
        <div className="wb-runs-main">
          {shown ? (
            <RunResult run={shown} />
          ) : (
            <Middle>
              <p>
                Each request is sent once, in the order of the list, and held against what it expects. One
                that expects nothing passes when an answer comes, whatever its status.
              </p>
            </Middle>
          )}
        </div>
      </div>
    </Modal>
  );
}
