import type { KeyplanDoctorReport } from '../kinds/generated/doctor-file.js';
import type { DoctorCheck, DoctorReport, ExaminedIdentity, RightReason, RightRow } from '../model/index.js';
import { BLANK, layout, type LayoutOptions, type Line, type Sign } from './layout.js';

/** What an identity needs and has, and what else was looked at, for people. */
export function doctorText({ target, identities, checks }: DoctorReport, options: LayoutOptions): string {
  const title = `${target.name} · realm ${target.realm} on ${target.server}`;
  const lines: Line[] = [
    { form: 'row', indent: 0, text: title, tone: 'title' },
    ...identities.flatMap((identity): readonly Line[] => [BLANK, ...identityLines(identity, target.realm)]),
    BLANK,
    ...checks.flatMap(checkLines),
  ];
  return layout(lines, options);
}

/** The same for programs, in the published form. */
export function doctorJson({ format, target, identities, checks }: DoctorReport): KeyplanDoctorReport {
  return {
    format,
    target: { ...target },
    identities: identities.map(({ uses, rights, excess, add, ...who }) => ({
      ...who,
      uses: [...uses],
      rights: rights.map((row) => ({ ...row, reasons: row.reasons.map((reason) => ({ ...reason })) })),
      excess: [...excess],
      add: [...add],
    })),
    checks: checks.map((check) => ({ ...check })),
  };
}

const SIGNS = { held: '=', missing: '!', unknown: '?' } as const satisfies Record<RightRow['standing'], Sign>;
const USES = { plan: 'plans', apply: 'applies' } as const;
const WORDS = { held: 'has', missing: 'lacks', unknown: 'may lack' } as const;

function identityLines(identity: ExaminedIdentity, managedRealm: string): readonly Line[] {
  const { uses, name, realm, problem, rights, excess, add } = identity;
  const what = uses.map((use) => USES[use]).join(' and ');
  const where = realm === managedRealm ? '' : ` of realm ${realm}`;
  const lines: Line[] = [{ form: 'row', indent: 0, text: `${name}${where} ${what}`, tone: 'title' }];
  if (problem !== undefined)
    lines.push({ form: 'sentence', indent: 2, sign: problem.isRefused ? '!' : '?', text: problem.text, hang: 2 });
  for (const { role, standing, reasons } of rights) {
    const isMissing = standing === 'missing';
    lines.push({
      form: 'sentence',
      indent: 2,
      sign: SIGNS[standing],
      text: `${WORDS[standing]} ${role}: ${reasonsText(reasons)}`,
      hang: 2,
      ...(isMissing ? { tone: 'danger' as const } : {}),
    });
  }
  for (const by of new Set(rights.map((row) => row.by)))
    lines.push({ form: 'sentence', indent: 4, text: `found out: ${by}`, tone: 'quiet' });
  const client = realm === managedRealm && realm !== 'master' ? 'realm-management' : `${managedRealm}-realm`;
  if (add.length > 0)
    lines.push({ form: 'sentence', indent: 2, text: `To add, roles of ${client}: ${add.join(', ')}`, tone: 'danger' });
  if (excess.length > 0)
    lines.push({
      form: 'sentence',
      indent: 2,
      sign: '!',
      text: `too many, nothing needs them: ${excess.join(', ')}`,
      hang: 2,
    });
  return lines;
}

/** A reason of a step is told before those of the files: it is what would fail now. */
function reasonsText(reasons: readonly RightReason[]): string {
  const sorted = [
    ...reasons.filter(({ step }) => step !== undefined),
    ...reasons.filter(({ step }) => step === undefined),
  ];
  const texts = [...new Set(sorted.map(({ step, text }) => step ?? text))];
  const [first = '', ...more] = texts;
  return more.length === 0 ? first : `${first}, and ${more.length} more`;
}

const CHECK_SIGNS = { fine: '=', warning: '!', wrong: '!', unknown: '?' } as const satisfies Record<
  DoctorCheck['state'],
  Sign
>;

const CHECK_TITLES: Readonly<Record<DoctorCheck['check'], string>> = {
  connection: 'connection',
  clock: 'clock',
  issuer: 'issuer',
  server: 'server',
  'admin-events': 'admin events',
  'token-life': 'token life',
  'federated-sign-in': 'federated sign-in',
  'federated-clients': 'federated clients',
};

function checkLines({ check, state, text, hint }: DoctorCheck): readonly Line[] {
  const tone = state === 'wrong' ? ({ tone: 'danger' } as const) : {};
  return [
    {
      form: 'sentence',
      indent: 0,
      sign: CHECK_SIGNS[state],
      text: `${CHECK_TITLES[check]}: ${text}`,
      hang: 2,
      ...tone,
    },
    ...(hint === undefined ? [] : [{ form: 'sentence', indent: 4, text: `hint: ${hint}` } as const]),
  ];
}
