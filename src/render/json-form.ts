import {
  Secret,
  type FactValue,
  type FieldChange,
  type Json,
  type ObjectChange,
  type Plan,
  type Report,
  type Step,
  type Verdict,
} from '../model/index.js';
import { isHidden, MASK } from './values.js';

/** A JSON object under construction; members that are undefined are left out when it is written. */
type JsonObject = Readonly<Record<string, unknown>>;

/** A plan and its verdict in the published form (`schemas/plan.schema.json`): what `--json` prints and `--out` stores. Holds no secret. */
export function planJson(plan: Plan, verdict?: Verdict): JsonObject {
  const { format, target, commit, readAs, changes, steps, counts, orphans, unmanaged, unread, notes } = plan;
  const { name, server, realm, owner } = target;
  const document = {
    format,
    target: { name, server, realm, owner },
    commit,
    readAs,
    changes: changes.map(changeJson),
    steps: steps.map(stepJson),
    counts,
    orphans,
    unmanaged,
    unread,
    notes,
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

function changeJson({
  address,
  action,
  origin,
  adopts,
  fields,
  serverAdds,
  mark,
  place,
  unread,
}: ObjectChange): JsonObject {
  return { address, action, origin, adopts, fields: fields.map(fieldJson), serverAdds, mark, place, unread };
}

function stepJson({ id, address, operation, needs, hazards, digest, place }: Step): JsonObject {
  return { id, address, operation, needs, hazards, digest, place };
}

function fieldJson({ path, before, after, place }: FieldChange): JsonObject {
  const isSecret = before instanceof Secret || after instanceof Secret || isHidden(path);
  const masked = (value: FactValue | undefined): Json | undefined => {
    if (value === undefined) return undefined;
    return isSecret || value instanceof Secret ? MASK : value;
  };
  return { path, before: masked(before), after: masked(after), secret: isSecret ? true : undefined, place };
}

/** The same without members that are undefined, so that the value and its text are one. */
function plainJson(document: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}
