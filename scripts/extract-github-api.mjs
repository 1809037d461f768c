// node scripts/extract-github-api.mjs api.github.com.json: writes again which bodies GitHub's published description of its
// REST API allows for the requests that we make; the tests' front refuses others. The file is in the package @octokit/openapi,
// folder generated, which is too large to depend on. Words for people are left out.
import { readFileSync, writeFileSync } from 'node:fs';

const OPERATIONS = [
  'POST /repos/{owner}/{repo}/issues',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'POST /repos/{owner}/{repo}/check-runs',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'POST /repos/{owner}/{repo}/statuses/{sha}',
  'POST /repos/{owner}/{repo}/pulls',
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
];
const WORDS = new Set(['description', 'example', 'examples', 'title', 'default', 'nullable']);

/** The shape alone, in JSON Schema's words; what the description does not name is refused. */
function shapeOf(schema) {
  if (Array.isArray(schema)) return schema.map(shapeOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  const shape = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') shape[key] = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shapeOf(v)]));
    else if (!WORDS.has(key)) shape[key] = shapeOf(value);
  }
  if (schema.properties !== undefined && shape.additionalProperties === undefined) shape.additionalProperties = false;
  if (schema.nullable && typeof shape.type === 'string') shape.type = [shape.type, 'null'];
  if (schema.nullable && shape.enum) shape.enum = [...shape.enum, null];
  return shape;
}

const description = JSON.parse(readFileSync(process.argv[2] ?? 'api.github.com.json', 'utf8'));
const bodies = OPERATIONS.map((operation) => {
  const [method, path] = operation.split(' ');
  const { requestBody } = description.paths[path][method.toLowerCase()];
  return [operation, shapeOf(requestBody.content['application/json'].schema)];
});
const file = new URL('../test/support/github/request-bodies.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(Object.fromEntries(bodies), undefined, 2)}\n`);
