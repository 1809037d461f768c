// What GitHub refuses: bodies that its published description does not allow, and what is too long.
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

const file = new URL('request-bodies.json', import.meta.url);
const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': true, 'repo.nwo': true, int64: true } });

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  readonly name: string;
  readonly isBody: ValidateFunction;
}

const OPERATIONS: readonly Operation[] = Object.entries(
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>,
).map(([name, schema]) => {
  const [method = '', template = ''] = name.split(' ');
  const path = new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
  return { method, path, name, isBody: ajv.compile(schema) };
});

/** Of a comment, and of the text of an issue. */
export const BODY_LENGTH_MAX = 65_536;

/** Why GitHub answers 422, or undefined where it does not. */
export function refusalOf(method: string, path: string, body: unknown): string | undefined {
  const operation = OPERATIONS.find((known) => known.method === method && known.path.test(path));
  if (operation !== undefined && !operation.isBody(body)) {
    const problems = operation.isBody.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`) ?? [];
    return `Invalid request for ${operation.name}: ${problems.join('; ')}`;
  }
  const { body: text, description } = (body ?? {}) as { readonly body?: unknown; readonly description?: unknown };
  if (/\/comments(\/\d+)?$/.test(path) && typeof text === 'string' && text.length > BODY_LENGTH_MAX) {
    return 'Body is too long (maximum is 65536 characters)';
  }
  if (/\/statuses\//.test(path) && typeof description === 'string' && description.length > 140) {
    return 'Description is too long (maximum is 140 characters)';
  }
  return undefined;
}
