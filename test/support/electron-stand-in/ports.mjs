import { EventEmitter } from 'node:events';
import { strict } from './strict.mjs';

/** The main process's end of a channel whose other end is in a page. */
class MessagePortMain extends EventEmitter {
  #toPage;
  #started = false;
  #open = true;
  #waiting = [];

  constructor(toPage) {
    super();
    this.#toPage = toPage;
  }

  start() {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  postMessage(data, transfer = []) {
    // Electron's ports in the main process transfer ports and nothing else; here not even those.
    if (transfer.length > 0) throw new TypeError('Invalid value for transfer');
    if (this.#open) this.#toPage.message(data);
  }

  close() {
    if (!this.#open) return;
    this.#toPage.close();
    this.#gone();
  }

  #gone() {
    if (!this.#open) return;
    this.#open = false;
    queueMicrotask(() => this.emit('close'));
  }

  /** What the page's end does, for the link below. */
  get fromPage() {
    return {
      message: (data) => {
        if (!this.#open) return;
        if (this.#started) this.emit('message', { data, ports: [] });
        else this.#waiting.push(data);
      },
      close: () => this.#gone(),
    };
  }
}

/** The ports that one page has given to the main process, by the ids the page chose. */
export class PortLinks {
  #post;
  #links = new Map();

  /** @param {(message: object) => void} post sends a message to the page; its `data` is a value to be cloned */
  constructor(post) {
    this.#post = post;
  }

  /** The main process's end of the port that the page calls `id`. */
  adopt(id) {
    const port = new MessagePortMain({
      message: (data) => this.#post({ type: 'port-message', id, data }),
      close: () => {
        this.#links.delete(id);
        this.#post({ type: 'port-close', id });
      },
    });
    this.#links.set(id, port.fromPage);
    return strict('MessagePortMain', port);
  }

  message(id, data) {
    this.#links.get(id)?.message(data);
  }

  close(id) {
    const link = this.#links.get(id);
    this.#links.delete(id);
    link?.close();
  }

  /** The page went away, and all its ports with it. */
  closeAll() {
    for (const id of [...this.#links.keys()]) this.close(id);
  }
}
