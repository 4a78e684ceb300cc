// `node --import .../register.mjs out/main/index.js`: runs a built Electron main process with the stand-in below it.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
