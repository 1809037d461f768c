import { endsUse } from '../kinds/index.js';
import {
  ENABLED,
  ORIGINS,
  type Address,
  type LiveState,
  type Operation,
  type Origin,
  type Plan,
  type Step,
  type StepId,
  type TargetIdentity,
} from '../model/index.js';

/** A step of a plan file: what was approved. */
export interface ApprovedStep {
  readonly id: StepId;
  readonly address: Address;
  readonly operation: Operation;
  readonly digest: string;
  /** Of what it is made where it may be carried out in part. */
  readonly parts: readonly string[];
}

/** What a plan file says that matters for an apply; everything else in it is for readers. */
export interface ApprovedPlan {
  readonly target: TargetIdentity;
  readonly steps: readonly ApprovedStep[];
  /** The origins that it was narrowed to; absent where it holds all. */
  readonly onlyOrigins?: readonly Origin[];
  /** The commit of the base that told its origins; absent where none was named. */
  readonly base?: string;
  /** Whether it holds what was due by date. */
  readonly due: boolean;
}

/** How a plan made now stands to one that was approved. */
export interface Approval {
  /** Steps that nobody approved in this form: the apply is stale. */
  readonly unapproved: readonly Step[];
  /** Approved steps that are no longer needed, because the realm is so already. */
  readonly done: readonly ApprovedStep[];
  /** Approved removals of what is still there and may not be removed any more: its mark moved, so the apply is stale. */
  readonly barred: readonly ApprovedStep[];
}

/**
 * Compares step by step, by digest: the approved set may shrink, because a step may be done already, or a part of it, and
 * never grow. `live` is the state that the plan was made of.
 */
export function compareWithApproved(plan: Plan, approved: ApprovedPlan, live: Pick<LiveState, 'objects'>): Approval {
  const shown = new Set(approved.steps.flatMap(({ digest, parts }) => [digest, ...parts]));
  const planned = new Set(plan.steps.flatMap(({ digest, parts }) => [digest, ...(parts?.each ?? [])]));
  const left = approved.steps.filter(
    ({ digest, parts }) => !planned.has(digest) && !parts.some((part) => planned.has(part)),
  );
  return {
    unapproved: plan.steps.filter((step) => !isShown(step, shown)),
    done: left.filter((step) => !isBarred(step, plan, live)),
    barred: left.filter((step) => isBarred(step, plan, live)),
  };
}

/** Whether a step is among the digests of what was shown, whole or in all that is left of it. */
export function isShown({ digest, parts }: Pick<Step, 'digest' | 'parts'>, shown: ReadonlySet<string>): boolean {
  return (
    shown.has(digest) || (parts !== undefined && parts.each.length > 0 && parts.each.every((part) => shown.has(part)))
  );
}

/** Whether an object that was to go has another owner by now, or is kept although no file declares it. */
function isBarred(
  { address, operation }: ApprovedStep,
  { orphans, target }: Plan,
  { objects }: Pick<LiveState, 'objects'>,
): boolean {
  const found = objects.get(address);
  if (found === undefined || !endsUse(operation)) return false;
  if (operation === 'disable' && found.facts.get(ENABLED) === false) return false;
  return found.mark?.owner !== target.owner || orphans.some((orphan) => orphan.address === address);
}

/** Why a plan file does not fit a target, in words; undefined where it fits. */
export function misfit(approved: ApprovedPlan, target: TargetIdentity): string | undefined {
  const differs = (['server', 'realm', 'owner'] as const).find((key) => approved.target[key] !== target[key]);
  return differs === undefined
    ? undefined
    : `it was made for ${differs} "${approved.target[differs]}", and this target's is "${target[differs]}"`;
}

/**
 * Reads the JSON value of a plan file. Gives words instead when it is no plan file, or one of a format that this version
 * does not know.
 */
export function decodeApprovedPlan(json: unknown): ApprovedPlan | { readonly problem: string } {
  if (!isRecord(json)) return { problem: 'it holds no JSON object' };
  if (json['format'] !== 1)
    return { problem: `its format is ${JSON.stringify(json['format'])}, and this version reads format 1` };
  const target = json['target'];
  const steps = json['steps'];
  if (!isRecord(target) || !hasTexts(target, ['name', 'server', 'realm', 'owner']))
    return { problem: 'it names no target' };
  if (!Array.isArray(steps)) return { problem: 'it has no list of steps' };
  const decoded = steps.filter(isWrittenStep);
  if (decoded.length !== steps.length) return { problem: 'one of its steps has no id, address, operation or digest' };
  const only = json['onlyOrigins'];
  return {
    ...(Array.isArray(only) ? { onlyOrigins: ORIGINS.filter((origin) => only.includes(origin)) } : {}),
    ...(typeof json['base'] === 'string' ? { base: json['base'] } : {}),
    due: json['due'] === true,
    target: {
      name: String(target['name']),
      server: String(target['server']),
      realm: String(target['realm']),
      owner: String(target['owner']),
    },
    steps: decoded.map((step) => ({
      id: step.id as StepId,
      address: step.address as Address,
      operation: step.operation as Operation,
      digest: step.digest,
      parts: step.parts ?? [],
    })),
  };
}

interface WrittenStep {
  readonly id: string;
  readonly address: string;
  readonly operation: string;
  readonly digest: string;
  readonly parts?: readonly string[];
}

function isWrittenStep(step: unknown): step is WrittenStep {
  if (!isRecord(step) || !hasTexts(step, ['id', 'address', 'operation', 'digest'])) return false;
  const parts = step['parts'] ?? [];
  return Array.isArray(parts) && parts.every((part) => typeof part === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasTexts(record: Record<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key) => typeof record[key] === 'string');
}
