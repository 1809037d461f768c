import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import {
  DOCTOR_SCHEMA,
  PLAN_SCHEMA,
  published,
  REALM_FILE_SCHEMA,
  REPORT_SCHEMA,
  SETTINGS_SCHEMA,
  type JsonSchema,
} from '../src/kinds/schema/index.js';

import { codesDocument } from './codes-document.js';
import { validatorsModule } from './validators-module.js';

/** The folder of the checkout. */
export const projectRoot: string = fileURLToPath(new URL('..', import.meta.url));

interface SchemaFile {
  /** The name of the file in `schemas/`, without its ending. */
  readonly file: string;
  /** The name of the module of types. */
  readonly types: string;
  readonly schema: JsonSchema;
  readonly variables: boolean;
  /** Definitions whose types another module of types has already. */
  readonly shared?: Readonly<Record<string, { readonly type: string; readonly from: string }>>;
}

const SCHEMA_FILES: readonly SchemaFile[] = [
  { file: 'keyplan', types: 'settings-file', schema: SETTINGS_SCHEMA, variables: false },
  { file: 'realm-file', types: 'realm-file', schema: REALM_FILE_SCHEMA, variables: true },
  { file: 'plan', types: 'plan-file', schema: PLAN_SCHEMA, variables: false },
  { file: 'doctor', types: 'doctor-file', schema: DOCTOR_SCHEMA, variables: false },
  {
    file: 'report',
    types: 'report-file',
    schema: REPORT_SCHEMA,
    variables: false,
    shared: { plan: { type: 'KeyplanPlan', from: 'plan-file' } },
  },
];

/** Everything that is generated, as text by path, formatted as the formatter wants it. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const { file, types, schema, variables, shared = {} } of SCHEMA_FILES) {
    const id = `urn:keyplan:schema:${file}:1`;
    const schemaPath = `schemas/${file}.schema.json`;
    files.set(schemaPath, formatted(schemaPath, JSON.stringify(published(schema, { id, variables }))));
    const typesPath = `src/kinds/generated/${types}.ts`;
    files.set(typesPath, formatted(typesPath, await typesOf(schema, schemaPath, shared)));
  }
  const validators = 'src/desired/shape/generated/validators.ts';
  files.set(validators, validatorsModule());
  files.set('docs/codes.md', codesDocument());
  return files;
}

async function typesOf(schema: JsonSchema, source: string, shared: NonNullable<SchemaFile['shared']>): Promise<string> {
  const plain = published(schema, { id: '', variables: false });
  const { $id: _, ...own } = structuredClone(plain);
  const named = Object.entries(shared).map(([name, { type }]) => [name, { tsType: type }] as const);
  const definition = { ...own, definitions: { ...own.definitions, ...Object.fromEntries(named) } };
  const imports = Object.values(shared).map(({ type, from }) => `import type { ${type} } from './${from}.js';\n`);
  return compile(definition as Parameters<typeof compile>[0], schema.title ?? '', {
    // Generated files may be longer than written ones.
    bannerComment: `/* oxlint-disable max-lines */\n// Generated from ${source} by "npm run fresh"; edits are overwritten.\n${imports.join('')}`,
    format: false,
    unreachableDefinitions: false,
  });
}

function formatted(path: string, text: string): string {
  const biome = fileURLToPath(new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url));
  const args = [biome, 'format', `--stdin-file-path=${path}`];
  return execFileSync(process.execPath, args, { cwd: projectRoot, input: text, encoding: 'utf8' });
}
