import { constants, PerformanceObserver, type NodeGCPerformanceDetail, type PerformanceEntry } from 'node:perf_hooks';
import { config } from 'node:process';
import { setFlagsFromString } from 'node:v8';

// A run lasts a second or a few, and shares a small machine with a server that it waits for. By itself V8 lets its heap
// grow to a multiple of what is alive before it looks: a plan of 1,000 identities takes 190 MB. What follows must be said
// before the heap has grown, so before anything else is imported; measured with Node.js 24.21.0 and 22.23.3.

// The first full collection comes at 10 to 20 MB, when the program is hardly loaded, and with it V8 decides when the next one
// comes: at five times that, and from then on, once we have heard of the first one, each time the heap has doubled. A plan of
// 1,000 identities is over before: two full collections less are a seventh of its processor time, most of it of threads that the
// server would have needed.
setFlagsFromString('--heap-growing-percent=400');
const firstCollection = new PerformanceObserver((list) => {
  if (!list.getEntries().some(isFullCollection)) return;
  firstCollection.disconnect();
  setFlagsFromString('--heap-growing-percent=100');
});
firstCollection.observe({ entryTypes: ['gc'] });

function isFullCollection(entry: PerformanceEntry): boolean {
  const { detail } = entry as PerformanceEntry & { readonly detail?: NodeGCPerformanceDetail };
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}

// V8's best compiler works on other cores at what is over before it pays: without it a plan of 1,000 identities takes a fifth
// less of processor time, and reading 20,000 no more. That is so where Maglev stands between it and the quick one (Node.js
// 24); where it is the only one, the same would take twice as long (Node.js 22).
const { v8_enable_maglev: hasMaglev } = config.variables as Readonly<Record<string, unknown>>;
if (hasMaglev === 1) {
  setFlagsFromString('--no-turbofan');
  // What waits to be compiled keeps its memory. By itself V8 lets two threads compile at a time; with as many as Node.js has,
  // the most memory that 25 plans took was 127 instead of 140 MB.
  setFlagsFromString('--concurrent-maglev-max-threads=4');
}

// The parser of answers is WebAssembly (docs/decisions/transport.md): optimizing it takes other cores longer than what it
// parses in a run, 0.07 s of a plan's 0.9.
setFlagsFromString('--no-wasm-dynamic-tiering');
setFlagsFromString('--no-wasm-tier-up');

/**
 * Keeps the space for new values as large as it is once the program is loaded, which is 4 MB: enough that most values are
 * gone before they are copied. Growing on, it would take 32 MB of memory and save nothing more.
 */
export function keepYoungSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
