export { type LocalServer, type LocalServerOptions, prepareLocalServer, startLocalServer } from './local-server.js';
export { DEFAULT_SERVER_VERSION } from './server-version.js';
export { LocalServerError } from './server-ways.js';
