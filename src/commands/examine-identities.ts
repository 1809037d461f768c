import {
  Failure,
  type ExaminedIdentity,
  type IdentityUse,
  type KnownRights,
  type LiveState,
  type NeededRight,
  type RightRules,
  type RightSign,
  type Target,
} from '../model/index.js';
import { examineIdentity, rightsThatHelpToPlan, standingOf } from '../rights/index.js';
import type { LookingWorld, ReadingEdges } from './edges.js';
import { hasOneIdentity, identityName } from './identities.js';
import { askedRights, knownRights, listedRights } from './known-rights.js';

/** What the identities of a target are examined for, and by which of them. */
export interface Examination {
  readonly target: Target;
  /** The one that plans, which read the realm. */
  readonly reading: ReadingEdges;
  readonly live: LiveState;
  readonly toPlan: readonly NeededRight[];
  /** Those to plan are among them: an apply plans first. */
  readonly toApply: readonly NeededRight[];
  readonly rules: RightRules;
}

/** Both identities of a target, or the one that it has. */
export async function examineIdentities(
  world: Pick<LookingWorld, 'openReading'>,
  examination: Examination,
): Promise<readonly ExaminedIdentity[]> {
  const { target, toPlan, toApply } = examination;
  if (hasOneIdentity(target)) return [await examinePlanner(examination, ['plan', 'apply'], toApply)];
  return [await examinePlanner(examination, ['plan'], toPlan), await examineApplier(world, examination)];
}

async function examinePlanner(
  { target, reading, live, rules }: Examination,
  uses: readonly IdentityUse[],
  needed: readonly NeededRight[],
): Promise<ExaminedIdentity> {
  const found = await knownRights(reading.rights, live, needed);
  const listed = found.listed ?? (await listedRights(reading.rights));
  const known = { ...found, rules, ...(listed === undefined ? {} : { listed }) };
  const { plan } = target.signIn;
  return examineIdentity({ uses, name: identityName(plan), realm: plan.realm }, { needed, helpful: HELPFUL, known });
}

/** With its own sign-in where its credential is here, only to look; else as far as the one that plans sees its account. */
async function examineApplier(
  world: Pick<LookingWorld, 'openReading'>,
  { target, reading, toApply: needed, rules }: Examination,
): Promise<ExaminedIdentity> {
  const { apply } = target.signIn;
  const who = { uses: ['apply'], name: identityName(apply), realm: apply.realm } as const;
  const own = world.openReading({ ...target, signIn: { plan: apply, apply } });
  try {
    await own.rights.token();
    return examineIdentity(who, { needed, helpful: HELPFUL, known: { ...(await ownRights(own, needed)), rules } });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const isRefused = error.code !== 'credential-missing';
    const roles = apply.realm === target.realm ? await reading.rights.rolesOfClient(apply.clientId) : undefined;
    const by = `${reading.readAs} sees the roles of its service account`;
    const known: KnownRights = { shown: new Map(), rules, ...(roles === undefined ? {} : { listed: { roles, by } }) };
    const problem = { text: `${error.code}: ${error.message}`, isRefused };
    return examineIdentity({ ...who, problem }, { needed, helpful: HELPFUL, known });
  } finally {
    await own.close();
  }
}

/** Its token, and questions of its own for what that does not tell. */
async function ownRights({ rights, reader }: ReadingEdges, needed: readonly NeededRight[]): Promise<KnownRights> {
  const listed = await listedRights(rights);
  if (listed !== undefined) return { listed, shown: new Map() };
  const [mayViewUsers, settings] = await Promise.all([
    reader.mayViewUsers(),
    reader.settings().catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'missing-right') return undefined;
      throw error;
    }),
  ]);
  const signs = new Map<string, RightSign>([
    ['view-users', { held: mayViewUsers, by: 'a question about nobody' }],
    ['view-realm', { held: settings?.isWhole === true, by: "how many of the realm's settings were shown" }],
  ]);
  return await askedRights(rights, signs, (known) =>
    needed.some(({ role }) => standingOf(role, known).standing === 'unknown'),
  );
}

const HELPFUL = rightsThatHelpToPlan().map(({ role }) => role);
