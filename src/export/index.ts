export type { ExportWish } from './export-wish.js';
export type { ExportedFile } from './lay-out.js';
export type { Proving } from './proving.js';
export { exportRealm, type Exported } from './export-realm.js';
export { inexpressibleText, type Inexpressible } from './inexpressible.js';
export { mapperForms } from './mapper-forms.js';
export { withNamedObjects } from './named-objects.js';
