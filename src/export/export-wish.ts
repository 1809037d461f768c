/** What an export is asked for. */
export interface ExportWish {
  /** In whose name the files will be applied. What another owner manages is left out and named. */
  readonly owner: string;
  /** Patterns of client ids, with `*` for any text. */
  readonly clients: readonly string[];
  /** Whether realm roles, groups and client scopes are written too. */
  readonly others: boolean;
  /** Whether Keycloak's own clients are shown as comments. */
  readonly includeBuiltIn: boolean;
  /** Whether parts that clients share become templates. */
  readonly templates: boolean;
  /** Whether all goes into one file. */
  readonly singleFile: boolean;
}
