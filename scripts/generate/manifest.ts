/** The part of package.json that follows from the rules: which names the setting `kata.lint.rules` takes. */
import { rules } from '../../src/lint';

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: { 'kata.lint.rules': { propertyNames: unknown } } };
  };
}

/** package.json with the rules of today, written as npm writes it. */
export function manifest(text: string): string {
  const value = JSON.parse(text) as Manifest;
  // `propertyNames` and not 60 properties: the editor completes them all the same
  value.contributes.configuration.properties['kata.lint.rules'].propertyNames = {
    enum: rules.map(({ id }) => id),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
