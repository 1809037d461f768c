import process from 'node:process';

/**
 * Node's own HTTP, taken from the running process. Importing `node:http` as a module loads fetch and WebSocket with it,
 * because each name that it exports is looked at once: 50 ms of each start, measured with Node.js 24.
 */
export const http = process.getBuiltinModule('node:http');
export const https = process.getBuiltinModule('node:https');
