import type { RemoteInfo } from 'node:dgram';
import { endpoint, show } from '../../net/endpoints.ts';

/** Names kept at hand; a flood from more addresses than that only costs making them again. */
const MOST = 100_000;

/** The names of those who send, `127.0.0.1:5001`, made once for each and not once for each datagram. */
export class PeerNames {
  readonly #byAddress = new Map<string, Map<number, string>>();
  #count = 0;
  #address = '';
  #port = -1;
  #name = '';

  of({ address, port }: RemoteInfo): string {
    if (port === this.#port && address === this.#address) return this.#name;
    this.#address = address;
    this.#port = port;
    return (this.#name = this.#known(address, port));
  }

  #known(address: string, port: number): string {
    let ports = this.#byAddress.get(address);
    const known = ports?.get(port);
    if (known !== undefined) return known;
    if (this.#count++ >= MOST) {
      this.#count = 1;
      this.#byAddress.clear();
      ports = undefined;
    }
    if (!ports) this.#byAddress.set(address, (ports = new Map()));
    const name = show(endpoint(address, port));
    ports.set(port, name);
    return name;
  }
}
