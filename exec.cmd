@rem `npm start` begins with `exec`, so that signals reach Wirebench and not a shell around it. Windows has no exec.
@%*
