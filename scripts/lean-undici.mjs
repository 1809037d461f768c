// For what bundles: undici without the parts that keyplan switches off. Its HTTP/2 loads node:http2 with the first request
// whether it is used or not, 6 MB and 7 ms; its second parser, an experiment, is a fifth of a megabyte of text.
const ID = '\0lean-undici:http2';

/** Gives undici an HTTP/2 without anything in it, which it takes for a Node.js built without. */
export const leanUndici = {
  name: 'lean-undici',
  resolveId: (source, importer) => (source === 'node:http2' && importer?.includes('undici') ? ID : undefined),
  load: (id) => (id === ID ? 'export const constants = {};' : undefined),
};

/** By this undici knows that it is being bundled, as Node.js does it, and leaves the second parser out. */
export const bundledUndici = { define: { esbuildDetection: 'true' } };
