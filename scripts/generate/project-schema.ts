/** The JSON Schema of the project file, `.kata-workbench.json`. */
import { newest, oldest, releases } from '../../src/knowledge';
import { rules, severities } from '../../src/lint';
import type { Schema } from './config-schema';

/** Mildest first. */
const settings = ['off', ...[...severities].reverse()];

export function projectSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kata Workbench project file',
    description:
      'What holds for all files below the folder of this file, in the editor and on the command line.',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      version: {
        description: `The Kata release that reads the files, ${oldest} to ${newest}. An unknown one counts as the nearest known below.`,
        type: 'string',
        anyOf: [{ enum: releases.slice(releases.indexOf(oldest)) }, { pattern: '^\\d+\\.\\d+\\.\\d+$' }],
      },
      runtime: {
        description:
          'The runtime that reads the configurations: the Go runtime or runtime-rs. Without it the file itself decides.',
        enum: ['go', 'rs'],
      },
      rules: {
        description: 'How severe a rule is here. Every rule has a page in docs/rules.',
        type: 'object',
        properties: Object.fromEntries(
          rules.map(({ id, summary, severity }) => [
            id,
            { description: `${summary}. Usually: ${severity}.`, enum: settings },
          ]),
        ),
        additionalProperties: false,
      },
      ignore: {
        description: 'Files that are not looked at: patterns as in .gitignore, relative to this file.',
        type: 'array',
        items: { type: 'string' },
        default: [],
      },
    },
    additionalProperties: false,
  };
}
