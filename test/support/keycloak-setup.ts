/** Starts the one Keycloak of a run of the server tests, before any of them. */
export function setup(): void {}
