/** What jsonc-parser calls its errors, in words for users. */
import { t } from './text';

const words = (): Readonly<Record<string, string>> => ({
  InvalidSymbol: t('this is no value of JSON; texts stand in double quotes'),
  InvalidNumberFormat: t('this is no number of JSON'),
  PropertyNameExpected: t('the name of a property is missing; names stand in double quotes'),
  ValueExpected: t('a value is missing'),
  ColonExpected: t('a colon is missing'),
  CommaExpected: t('a comma is missing'),
  CloseBraceExpected: t('a closing } is missing'),
  CloseBracketExpected: t('a closing ] is missing'),
  EndOfFileExpected: t('something stands behind the end of the object'),
  InvalidCommentToken: t('JSON has no comments'),
  UnexpectedEndOfComment: t('a comment has no end'),
  UnexpectedEndOfString: t('a text has no closing quote'),
  UnexpectedEndOfNumber: t('a number has no end'),
  InvalidUnicode: t('this is no Unicode escape of JSON'),
  InvalidEscapeCharacter: t('this is no escape of JSON'),
  InvalidCharacter: t('control characters must be escaped'),
  NestedTooDeeply: t('it is nested too deeply to be read'),
});

/** An error of jsonc-parser by its name, such as `CommaExpected`, as part of a sentence. */
export const jsonProblemWords = (name: string): string => words()[name] ?? name;
