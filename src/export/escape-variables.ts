/** Text of a realm as files write it: two braces would begin a variable, so they are written as the one expression that gives them. */
export function escapeVariables(text: string): string {
  return text.includes('{{') ? text.replaceAll('{{', '{{ "{{" }}') : text;
}
