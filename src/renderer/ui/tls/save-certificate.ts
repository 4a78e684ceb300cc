import type { Certificate } from '../../../contract/tls.ts';
import { getClient } from '../../bridge/connection.ts';
import { saveFile } from '../save-file.ts';

/** Saves one certificate as PEM, named by whom it is for, and says in the place `where` what came of it. */
export function saveCertificate({ pem, subject }: Certificate, where: string): void {
  const name = `${/CN=([\w.-]+)/.exec(subject)?.[1] ?? 'certificate'}.pem`;
  void saveFile(where, name, (signal) => getClient().tls.saveCertificate({ pem, name }, { signal }));
}
