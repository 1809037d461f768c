import { compareStates } from '../../src/diff/index.js';
import { KINDS } from '../../src/kinds/index.js';
import {
  address,
  addressParts,
  type Address,
  type DesiredState,
  type FieldChange,
  type LiveObject,
  type LiveState,
  type Plan,
  type Step,
} from '../../src/model/index.js';
import { buildPlan } from '../../src/plan/index.js';
import { RequestFailure, type OpenedStep, type RealmWriter } from '../../src/systems/keycloak/index.js';
import { comparing, has, live } from './states.js';

/** What goes wrong at one write: refused with a status, with or without having been carried out, or the connection lost. */
export interface WriteFault {
  /** Absent means that no answer comes. */
  readonly status?: number;
  readonly words?: string;
  /** Whether the write is carried out although it fails. */
  readonly isDone?: boolean;
}

export interface FakeOptions {
  /** Asked at each write, counted from 1; a fault makes it fail. */
  readonly faultAt?: (step: Step, write: number) => WriteFault | undefined;
  /** Told before each write, and before each look at an object. */
  readonly onWrite?: (step: Step, write: number) => void | Promise<void>;
  readonly onOpen?: (step: Step) => void;
}

/**
 * A realm in memory with a writer for it. It is stricter than a server: it complains of everything that a run must not
 * do, although a server might let it pass.
 */
export class FakeRealm {
  readonly writer: RealmWriter;
  /** Every look and every write, in the order in which they began. */
  readonly ledger: string[] = [];
  /** What a run must not do and did. */
  readonly complaints: string[] = [];
  /** The most writes at one time. */
  busiest = 0;
  readonly #objects: Map<Address, LiveObject>;
  readonly #options: FakeOptions;
  readonly #held = new Map<string, string>();
  #writes = 0;
  #isPrepared = false;

  constructor(objects: readonly LiveObject[], options: FakeOptions = {}) {
    this.#objects = new Map(objects.map((object) => [object.address, object]));
    this.#options = options;
    this.writer = {
      prepare: () => {
        this.#isPrepared = true;
      },
      open: (step) => this.#open(step),
      openNew: (step) => this.#openNew(step),
    };
  }

  state(): LiveState {
    return live([...this.#objects.values()]);
  }

  /** A change by somebody else; undefined removes the object. */
  change(of: Address, object: LiveObject | undefined): void {
    if (object === undefined) this.#objects.delete(of);
    else this.#objects.set(of, object);
  }

  plan(desired: DesiredState): Plan {
    return planFor(desired, this.state());
  }

  async #open(step: Step): Promise<OpenedStep | undefined> {
    this.#options.onOpen?.(step);
    this.ledger.push(`look ${step.id}`);
    if (!this.#isPrepared) this.complaints.push(`${step.id} came before the writer was prepared`);
    await turns();
    const object = this.#objects.get(step.address);
    if (object === undefined) return undefined;
    const { facts, mark } = object;
    return { facts, ...(mark === undefined ? {} : { mark }), write: (fields) => this.#write(step, fields) };
  }

  #openNew(step: Step): OpenedStep {
    return { facts: new Map(), write: (fields) => this.#write(step, fields) };
  }

  async #write(step: Step, fields: readonly FieldChange[]): Promise<void> {
    this.#writes += 1;
    const write = this.#writes;
    this.ledger.push(`write ${step.id}`);
    const locks = locksOf(step);
    for (const lock of locks) {
      const other = this.#held.get(lock);
      if (other !== undefined) this.complaints.push(`${step.id} writes ${lock} while ${other} does`);
      this.#held.set(lock, step.id);
    }
    this.busiest = Math.max(this.busiest, new Set(this.#held.values()).size);
    try {
      await this.#options.onWrite?.(step, write);
      await turns();
      const fault = this.#options.faultAt?.(step, write);
      if (fault === undefined || fault.isDone === true) this.#carryOut(step, fields);
      if (fault !== undefined) throw failureOf(step, fault);
    } finally {
      for (const lock of locks) this.#held.delete(lock);
    }
  }

  #carryOut(step: Step, fields: readonly FieldChange[]): void {
    const before = this.#objects.get(step.address);
    if (step.operation === 'create' && before !== undefined) throw failureOf(step, { status: 409, words: 'exists' });
    if (step.operation !== 'create' && before === undefined) throw failureOf(step, { status: 404, words: 'missing' });
    const unknown = fields.find(({ path }) => !step.fields.some((field) => field.path === path));
    if (unknown !== undefined) this.complaints.push(`${step.id} writes ${unknown.path}, which it does not name`);
    this.#requireNamed(step, fields);
    const object = before ?? has(step.address);
    const facts = new Map(object.facts);
    for (const { path, after } of fields) {
      if (after === undefined) facts.delete(path);
      else facts.set(path, after);
    }
    const mark = step.mark?.after ?? object.mark;
    this.#objects.set(step.address, { ...object, facts, ...(mark === undefined ? {} : { mark }) });
  }

  #requireNamed(step: Step, fields: readonly FieldChange[]): void {
    const { kind, names } = addressParts(step.address);
    if (kind === 'client-role') this.#require(step, address('client', names[0] ?? ''));
    for (const { path, after } of fields) {
      if (after === undefined) continue;
      for (const required of KINDS[kind].requires(path, step.address)) this.#require(step, required);
    }
  }

  #require(step: Step, required: Address): void {
    if (!this.#objects.has(required)) throw failureOf(step, { status: 404, words: `${required} is missing` });
  }
}

export function planFor(desired: DesiredState, found: LiveState): Plan {
  const differences = compareStates(desired, found, comparing());
  return buildPlan({ desired, live: found, differences, commit: 'none', readAs: 'keyplan' });
}

/** A client with all that hangs on it is one thing to write; so is a client that a scope attaches itself to. */
function locksOf({ address: of, fields }: Step): readonly string[] {
  const { kind, names } = addressParts(of);
  const own = kind === 'client-role' ? address('client', names[0] ?? '') : of;
  const attached = fields.flatMap(({ path }) => /^attachTo\/(?:default|optional)\/(.+)$/.exec(path)?.[1] ?? []);
  return [...new Set([own, ...attached.map((clientId) => `client/${clientId}`)])];
}

function failureOf(step: Step, { status, words = '' }: WriteFault): RequestFailure {
  const refusal =
    status === undefined
      ? ({ type: 'lost', words: 'ECONNRESET' } as const)
      : ({ type: 'answer', status, words } as const);
  const code = status === undefined ? 'unreachable' : status >= 500 ? 'server-error' : 'server-refused';
  const text = status === undefined ? 'no answer' : `status ${status}, "${words}"`;
  const request = { asked: 'POST /fake', refusal, hint: '', cause: undefined } as const;
  return new RequestFailure(code, `${step.id}: ${text}`, request);
}

/** Lets other steps come in between, as a request would. */
async function turns(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
