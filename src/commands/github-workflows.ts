const PLAN = `# Plans every pull request, by this file as it is on the default branch: a pull request cannot change how it is planned. Nothing
# of it is checked out or run; its files are read by commit.
name: keyplan plan
on:
  pull_request_target:
    types: [opened, reopened, synchronize, ready_for_review, labeled, edited]
permissions: {}
jobs:
  plan:
    # A fork is planned when a maintainer gives its newest head the label; until then keyplan-forks.yml checks its files.
    # What is edited matters where it is the base: only what is for the default branch is planned.
    if: >-
      (github.event.action != 'edited' || github.event.changes.base) &&
      (github.event.pull_request.head.repo.full_name == github.repository ||
      (github.event.action == 'labeled' && github.event.label.name == 'keyplan-plan'))
    runs-on: ubuntu-latest
    timeout-minutes: 15
    # Keycloak knows the job by this environment. Limit it to the default branch.
    environment: keyplan-plan
    concurrency:
      group: keyplan-plan-\${{ github.event.pull_request.number }}
      cancel-in-progress: true
    permissions:
      checks: write
      contents: read
      id-token: write
      pull-requests: write
    steps:
      - uses: ACTION
        id: keyplan
        with:
          command: plan
          # Fails the check when the plan holds what this pull request does not explain.
          expect: pr,adopt,orphan
          artifact: keyplan-plan
      # What fits into no comment and no summary, and the plan as JSON.
      - uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0
        if: \${{ !cancelled() && steps.keyplan.outputs.json-plan-path != '' }}
        with:
          name: keyplan-plan
          overwrite: true
          path: |
            \${{ steps.keyplan.outputs.plan-path }}
            \${{ steps.keyplan.outputs.json-plan-path }}
`;

const FORKS = `# Checks the files of pull requests from forks without a server: no environment, no credentials.
name: keyplan forks
on:
  pull_request_target:
    types: [opened, reopened, synchronize, ready_for_review, edited]
permissions: {}
jobs:
  validate:
    if: >-
      (github.event.action != 'edited' || github.event.changes.base) &&
      github.event.pull_request.head.repo.full_name != github.repository
    runs-on: ubuntu-latest
    timeout-minutes: 5
    concurrency:
      group: keyplan-forks-\${{ github.event.pull_request.number }}
      cancel-in-progress: true
    permissions:
      checks: write
      contents: read
      pull-requests: read
    steps:
      - uses: ACTION
        with:
          command: plan
`;

const APPLY = `# Applies what was merged, and nothing that nobody reviewed. It always takes the newest commit, so a skipped run harms nothing.
name: keyplan apply
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions: {}
# One after the other, and never cancelled half way.
concurrency:
  group: keyplan-apply
  cancel-in-progress: false
jobs:
  apply:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    # Keycloak knows the job by this environment. Limit it to the default branch.
    environment: keyplan-apply
    permissions:
      checks: write
      contents: read
      id-token: write
      pull-requests: write
      statuses: write
    steps:
      - uses: ACTION
        with:
          command: apply
`;

const DRIFT = `# Looks for what was changed outside git. One issue for each target opens, follows the realm, and closes itself.
name: keyplan drift
on:
  schedule:
    - cron: "17 5 * * *"
  workflow_dispatch:
permissions: {}
concurrency:
  group: keyplan-drift
  cancel-in-progress: false
jobs:
  drift:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    environment: keyplan-plan
    permissions:
      contents: read
      id-token: write
      issues: write
      # With pull-request: true below, contents: write, and also:
      # pull-requests: write
    steps:
      - uses: ACTION
        with:
          command: drift
          # A pull request for each target, which writes what was changed outside git into the files.
          # pull-request: true
`;

const STATUS = `# Says in the comment that somebody approved the pull request, or took that back. It plans nothing, and has no environment and no
# credentials, because GitHub takes this file from the pull request itself: whoever may push a branch may change what it does there,
# and with the right below write into comments. Nothing is ever decided by a comment.
name: keyplan status
on:
  pull_request_review:
    types: [submitted, edited, dismissed]
permissions: {}
jobs:
  status:
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    timeout-minutes: 5
    concurrency:
      group: keyplan-status-\${{ github.event.pull_request.number }}
      cancel-in-progress: true
    permissions:
      contents: read
      pull-requests: write
    steps:
      - uses: ACTION
        with:
          command: plan
`;

/** The action as workflows name it until somebody says where theirs is. */
export const ACTION_REFERENCE = 'your-org/keyplan@v0.1.0';

/** Workflows of GitHub Actions by path, ready to be committed. `action` is what a step uses, such as `your-org/keyplan@v0.1.0`. */
export function githubWorkflows(action: string): Readonly<Record<string, string>> {
  const files = { plan: PLAN, forks: FORKS, status: STATUS, apply: APPLY, drift: DRIFT };
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      `.github/workflows/keyplan-${name}.yml`,
      text.replace('uses: ACTION', () => `uses: ${action}`),
    ]),
  );
}
