import { dispatcher } from '../../bench/dispatcher.ts';
import type { HostServices } from '../../bench/host.ts';
import { saveBytes } from '../../bench/save-bytes.ts';
import { certificatesOf } from './own.ts';

/** The calls of `tls`, which any tool's page may make; see the contract. */
export function tlsService(host: HostServices) {
  const d = dispatcher.tls;
  return {
    saveCertificate: d.saveCertificate.handler(({ input, signal }) => {
      const [certificate] = certificatesOf(input.pem, 'certificate', 'Certificate');
      return saveBytes(host.save.bind(host), input.name, Buffer.from(String(certificate)), signal);
    }),
  };
}
