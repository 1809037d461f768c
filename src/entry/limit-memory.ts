import { setFlagsFromString } from 'node:v8';

// Reading files and realms makes much that is thrown away at once. By itself V8 lets its heap grow to a multiple of what
// is alive before it looks: a plan of 1,000 identities takes 180 MB. With the space for new values kept as small as it
// starts, and the heap looked through when it has grown by a fifth, the same plan takes 125 MB, and at most a tenth more
// of processor time. It must be said before the heap has grown, so before anything else is imported.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=20');
