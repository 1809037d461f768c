import { addressParts, type Address, type FieldPath } from '../model/index.js';
import { countText } from './counts.js';
import { visible, withoutCommands } from './escape.js';
import { memberText } from './field-lines.js';
import { mapperFieldLabel } from './phrases-mapper.js';
import { fieldLabel } from './phrases.js';
import { painted, type Style } from './style.js';
import { objectText } from './values.js';

/** What became of differences that the files were made to follow. */
export interface FollowedDrift {
  readonly target: string;
  /** How many fields the files say now as they are live. */
  readonly fields: number;
  /** The lines of each file that changed. */
  readonly files: readonly {
    readonly path: string;
    readonly lines: readonly { readonly sign: '-' | '+'; readonly line: number; readonly text: string }[];
  }[];
  /** What the files do not say, and why. */
  readonly left: readonly { readonly address: Address; readonly paths: readonly FieldPath[]; readonly why: string }[];
  /** Whether the files were left as they are, and this is only shown. */
  readonly isDry: boolean;
}

/** Which lines of which files changed, and what was left. */
export function followedText({ target, fields, files, left, isDry }: FollowedDrift, style: Style): string {
  const lines = [headOf(target, fields, { files, isDry })];
  for (const { path, lines: changed } of files) {
    lines.push('', painted(visible(path), 'title', style));
    const width = Math.max(...changed.map(({ line }) => String(line).length));
    for (const { sign, line, text } of changed) {
      const row = `  ${String(line).padStart(width)} ${sign} ${visible(text)}`;
      lines.push(painted(row, sign === '+' ? 'added' : 'removed', style));
    }
  }
  if (left.length > 0) {
    lines.push('', 'Not written, and still other than live:');
    for (const one of left) lines.push(`  ${leftText(one)}`);
  }
  return lines.map(withoutCommands).join('\n');
}

function headOf(target: string, fields: number, { files, isDry }: Pick<FollowedDrift, 'files' | 'isDry'>): string {
  if (files.length === 0) return `${visible(target)}: nothing to write`;
  const what = `${countText(fields, 'field')} changed outside git, ${countText(files.length, 'file')}`;
  return isDry
    ? `${visible(target)}: ${what} to edit; nothing was written`
    : `${visible(target)}: ${what} edited; look through the lines, commit them, and refresh the marks by apply --mark-only`;
}

/** What the files do not say, and why. */
export function leftText({ address, paths, why }: FollowedDrift['left'][number]): string {
  return `${objectText(address)}, ${partText(address, paths)}: ${visible(why)}`;
}

/** What of an object is meant: one field, or a mapper, or all of it. */
function partText(address: Address, paths: readonly FieldPath[]): string {
  const [path, second] = paths;
  if (path === undefined) return 'which is gone';
  const parts = path.split('/').map(decodeURIComponent);
  if (parts[0] === 'protocolMappers')
    return second === undefined ? `mapper ${parts[1]} ${mapperFieldLabel(parts)}` : `mapper ${parts[1]}`;
  const one = memberText(addressParts(address).kind, path) ?? fieldLabel(path);
  return second === undefined ? one : `${one} and ${countText(paths.length - 1, 'other')}`;
}
