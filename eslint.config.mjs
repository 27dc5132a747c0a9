// Typed lint, and the house rule "arrows point down only" (docs/architecture.md) as import restrictions.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The features: each may use another only through that one's index, and none may see the editor. */
const features = ['lint', 'assist', 'host', 'sandboxes', 'cluster', 'devcontainer', 'attestation', 'tools'];

/** Patterns that import from one of these folders of src, seen from another folder of src. */
const from = (...folders) => folders.flatMap((folder) => [`**/${folder}`, `**/${folder}/**`]);

/** An error for files of `folder` that import something matching `group`. */
const forbid = (folder, group, message) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

const up = ['vscode', ...from('editor'), '**/extension', '**/cli'];

export default defineConfig(
  { ignores: ['dist', 'out', 'node_modules', '.vscode-test', 'test/fixtures'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
  forbid(
    'knowledge',
    ['node:*', ...up, ...from('documents', 'engines', ...features)],
    'knowledge imports nothing but its data',
  ),
  forbid(
    'documents',
    ['node:*', ...up, ...from('engines', ...features)],
    'documents know no feature and do no I/O',
  ),
  forbid('engines', [...up, ...from(...features)], 'engines know no feature'),
  ...features.map((feature) =>
    forbid(
      feature,
      [...up, ...features.filter((other) => other !== feature).map((other) => `**/${other}/**`)],
      'a feature uses another one only through its index, and never the editor',
    ),
  ),
  forbid('editor', ['**/extension', '**/cli'], 'the editor does not know who builds it'),
);
