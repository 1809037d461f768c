import {
  Secret,
  SECRET_MASK,
  type FactValue,
  type FieldChange,
  type Json,
  type ObjectChange,
  type Plan,
  type Release,
  type Report,
  type Step,
  type Verdict,
} from '../model/index.js';
import { isHidden, NOT_SHOWN, NOT_SHOWN_TEXT } from './values.js';

/** A JSON object under construction; members that are undefined are left out when it is written. */
type JsonObject = Readonly<Record<string, unknown>>;

/** A plan and its verdict in the published form (`schemas/plan.schema.json`): what `--json` prints and `--out` stores. Holds no secret. */
export function planJson(plan: Plan, verdict?: Verdict): JsonObject {
  const { format, target, commit, base, onlyOrigins, due, leftOut, readAs, counts } = plan;
  const { name, server, realm, owner } = target;
  const document = {
    format,
    target: { name, server, realm, owner },
    commit,
    base,
    onlyOrigins,
    due,
    leftOut,
    readAs,
    changes: plan.changes.map(changeJson),
    steps: plan.steps.map(stepJson),
    counts,
    orphans: plan.orphans,
    scheduled: plan.scheduled,
    released: plan.released.map(releaseJson),
    unmanaged: plan.unmanaged,
    unread: plan.unread,
    notes: plan.notes,
    verdict,
  };
  return plainJson(document);
}

/** A report in the published form (`schemas/report.schema.json`). */
export function reportJson({ plan, outcomes, after, state, readBackError }: Report): JsonObject {
  return plainJson({
    format: 1,
    state,
    plan: planJson(plan),
    outcomes,
    after: after === undefined ? undefined : planJson(after),
    readBackError,
  });
}

function changeJson(change: ObjectChange): JsonObject {
  const { address, action, renamedFrom, stillNamed, removal, loses, changedBy } = change;
  const { origin, adopts, serverAdds, mark, place, unread } = change;
  const about = { address, action, renamedFrom, stillNamed, removal, loses, changedBy, origin, adopts };
  return { ...about, fields: change.fields.map(fieldJson), serverAdds, mark, place, unread };
}

function stepJson(step: Step): JsonObject {
  const { id, address, operation, renamedFrom, needs, hazards, digest, place } = step;
  const parts = shownParts(step);
  return {
    id,
    address,
    operation,
    renamedFrom,
    needs,
    hazards,
    digest,
    parts: parts.length > 0 ? parts : undefined,
    place,
  };
}

/** The fingerprints of a step's parts, as a plan file and a check run keep them; none where a single part cannot be left alone. */
export function shownParts({ parts }: Step): readonly string[] {
  return parts !== undefined && parts.each.length > 1 ? [...parts.each, ...parts.harmless] : [];
}

function fieldJson({ path, before, after, place, origin }: FieldChange): JsonObject {
  const isSecret = isSecretValue(before) || isSecretValue(after) || isHidden(path);
  const secret = isSecret ? true : undefined;
  return { path, before: shownValue(before, isSecret), after: shownValue(after, isSecret), secret, place, origin };
}

function releaseJson({ address, path, value }: Release): JsonObject {
  const isSecret = isSecretValue(value) || isHidden(path);
  return { address, path, value: shownValue(value, isSecret), secret: isSecret ? true : undefined };
}

function isSecretValue(value: FactValue | undefined): boolean {
  return value instanceof Secret && value !== NOT_SHOWN;
}

function shownValue(value: FactValue | undefined, isSecret: boolean): Json | undefined {
  if (value === undefined) return undefined;
  if (value === NOT_SHOWN) return NOT_SHOWN_TEXT;
  return isSecret || value instanceof Secret ? SECRET_MASK : value;
}

/** The same without members that are undefined, so that the value and its text are one. */
function plainJson(document: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}
