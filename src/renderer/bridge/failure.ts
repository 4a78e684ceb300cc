import { ORPCError } from '@orpc/client';
import type { Failure } from '../../contract/failure.ts';

/** Whatever a call was rejected with, as a {@link Failure} that can be shown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ORPCError) {
    if (error.code === 'FAILED' && isFailure(error.data)) return error.data;
    if (error.code === 'BAD_REQUEST') return badInput(error.data);
    return {
      code: 'INTERNAL',
      message: 'The bench could not do this.',
      hint: `It says: ${error.message}.`,
      mends: [],
    };
  }
  if (isAbort(error)) return { code: 'CANCELLED', message: 'Cancelled.', mends: [] };
  return {
    code: 'DISCONNECTED',
    message: 'The bench is not answering.',
    hint: 'The window tries to reach it again. Nothing that was typed is lost.',
    mends: [],
  };
}

/** True for a rejection that only says that its own caller gave up. */
export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function isFailure(data: unknown): data is Failure {
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    'message' in data &&
    typeof data.message === 'string' &&
    'mends' in data &&
    Array.isArray(data.mends)
  );
}

/** Main's own check of an input: the first issue names the field. */
function badInput(data: unknown): Failure {
  const issue = firstIssue(data);
  return {
    code: 'BAD_INPUT',
    message: issue ? told(issue) : 'The bench does not take this input.',
    field: issue?.field,
    mends: [],
  };
}

function firstIssue(data: unknown): { field: string; message: string } | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues))
    return null;
  const issue: unknown = data.issues[0];
  if (typeof issue !== 'object' || issue === null || !('message' in issue)) return null;
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path : [];
  return { field: String(path.at(-1) ?? 'input'), message: String(issue.message) };
}

/** A check that says a whole sentence has named the field in it. */
const told = ({ field, message }: { field: string; message: string }): string =>
  message.endsWith('.') ? message : `${sentence(field)}: ${message}.`;

const sentence = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
