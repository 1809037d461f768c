import { lines, type PageText } from './page.js';

/** Pages about reading files. */
export const READING_PAGES = {
  'file-not-found': {
    title: 'a file is not there',
    meaning:
      'The settings, or a file that is named somewhere, cannot be found. Paths are relative to the folder of keyplan.yaml.',
    example: lines('keyplan plan --config deploy/keyplan.yaml'),
    fix: 'Check the path and the folder you call from. "keyplan init" makes settings and a first realm file.',
  },
  'file-too-large': {
    title: 'a file is larger than 4 MiB',
    meaning:
      'No realm needs a file of that size; it is most probably not a realm file. The limit keeps a mistake from taking the memory of the machine.',
    fix: 'Split the file. Any number of files may be read for one realm.',
  },
  'too-many-files': {
    title: 'a pattern goes past more than 100,000 files and folders',
    meaning:
      'All that a pattern may fit is looked at, one name after the other. A folder of git can hold the same folder under many names, and so more files than any machine reads.',
    fix: 'Name the folder of the realm files in the pattern, such as realms/**/*.yaml, and keep other files out of it.',
  },
  'too-many-values': {
    title: 'the files of a target stand for too many values',
    meaning:
      'The files of one target may hold 2,000,000 values, with what an alias names counted for each alias, and templates may lay as many under objects, with what a template holds counted for each object that extends it. A small file can stand for more than any machine holds.',
    fix: 'Take out of templates and anchors what only some objects need, or spread the objects over several targets.',
  },
  'file-not-regular': {
    title: 'a path is no regular file',
    meaning:
      'A pattern found a symbolic link, a device or something else that is no regular file. Links are not followed, because a change in a pull request could point them at any file of the machine.',
    fix: 'Put the file itself where the link is, or change the pattern so that it does not match.',
  },
  'file-outside-repository': {
    title: 'a path leads out of the folder of the settings',
    meaning:
      'Realm files lie below the folder of keyplan.yaml. Paths with "..", absolute paths, .git and .github are never read.',
    example: lines(
      'files: [../shared/**/*.yaml]     # wrong',
      'files: [shared/**/*.yaml]        # right, with the files moved',
    ),
    fix: 'Move the files below the folder of keyplan.yaml, or move keyplan.yaml up.',
  },
  'file-in-two-layers': {
    title: 'a file belongs to two layers',
    meaning:
      'Each pattern of a target is a layer, and later layers win over earlier ones. A file under two patterns would win over itself.',
    example: lines(
      'files: [realms/**/*.yaml, realms/prod/*.yaml]     # wrong: realms/prod/a.yaml is in both',
      'files: [realms/base/**/*.yaml, realms/prod/*.yaml]',
    ),
    fix: 'Make the patterns so that each file matches exactly one of them.',
  },
  'pattern-matches-nothing': {
    title: 'a pattern finds no file',
    meaning:
      'A pattern that finds nothing is most often a typing mistake, and without its files a plan would see every client as left behind.',
    example: lines('files: [realms/**/*.yaml, { pattern: overlays/dev/*.yaml, optional: true }]'),
    fix: 'Correct the pattern. Where it may find nothing, write { pattern: …, optional: true }.',
  },
  'yaml-syntax': {
    title: 'a file is no YAML',
    meaning: 'The text cannot be read as YAML 1.2. Nothing of the file counts until it can.',
    fix: 'Look at the line and the one before: a missing colon, quote or bracket, or a wrong indentation. Values that begin with *, &, !, %, @ or { want quotes.',
  },
  'yaml-tab': {
    title: 'a tab is used for indentation',
    meaning: 'YAML indents with blanks only.',
    fix: 'Replace the tab by blanks. Most editors do that for YAML files when asked.',
  },
  'yaml-duplicate-key': {
    title: 'a key stands twice in one map',
    meaning: 'Of two equal keys only one could count, and which one nobody can tell from the file.',
    example: lines(
      'clients:',
      '  agent: { type: service }',
      '  agent: { enabled: true }     # wrong: the second "agent"',
    ),
    fix: 'Join both into one, or remove one.',
  },
  'yaml-aliases': {
    title: 'aliases stand for too many values',
    meaning:
      'Aliases (*name) repeat what an anchor (&name) holds. A few lines of nested aliases can stand for billions of values; a file may hold only so many.',
    fix: 'Write the values out, or use templates: "keyplan explain unknown-template" shows them.',
  },
  'yaml-tag': {
    title: 'a YAML tag is used',
    meaning:
      'Tags such as !!binary or !secret change what a value is, and every program reads them differently. keyplan reads plain data only.',
    fix: 'Remove the tag and write the value itself.',
  },
  'yaml-merge-key': {
    title: 'a YAML merge key is used',
    meaning: 'The key << is no part of YAML 1.2, and programs differ in what it does.',
    example: lines(
      'clients: { agent: { <<: *base } }     # wrong',
      'templates: { base: { type: service } }',
      'clients: { agent: { extends: base } }     # right',
    ),
    fix: 'Use a template and "extends".',
  },
  'yaml-too-deep': {
    title: 'a file is nested too deeply',
    meaning: 'Maps and lists lie in each other deeper than any realm file needs.',
    fix: 'Check the indentation and the brackets around the place.',
  },
  'yaml-several-documents': {
    title: 'a file holds several YAML documents',
    meaning:
      'A line with three dashes begins a second document. One file is one document, so that each object has one place.',
    fix: 'Put the second document into a file of its own, or remove the line with the dashes.',
  },
  'yaml-odd-scalar': {
    title: 'a value is not what it seems',
    meaning:
      'Some values look like one thing and are read as another: in YAML 1.2 yes, no, on and off are text, 010 is the number 10, and large numbers lose digits.',
    example: lines('enabled: yes     # text, not true', 'enabled: true', 'name: "010"'),
    fix: 'Write true or false for switches, and quotes around text that looks like a number.',
  },
} satisfies Readonly<Record<string, PageText>>;
