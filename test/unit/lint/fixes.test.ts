import assert from 'node:assert/strict';
import { applyEdits, preferredEdits, type Finding, type TextEdit } from '../../../src/lint';

const edit = (start: number, end: number, newText: string): TextEdit => ({ span: { start, end }, newText });

const finding = (preferred: boolean, ...edits: TextEdit[]): Finding => ({
  rule: 'toml-syntax',
  severity: 'error',
  message: '',
  span: { start: 0, end: 0 },
  fixes: [
    { title: 'Other', edits: [edit(0, 9, '')] },
    { title: 'Fix', edits, preferred },
  ],
});

describe('Fixes', () => {
  it('applies the certain ones, in order of place', () => {
    const edits = preferredEdits([
      finding(true, edit(6, 7, 'X')),
      finding(true, edit(0, 1, '')),
      finding(false, edit(3, 4, 'no')),
    ]);
    assert.equal(applyEdits('abcdefgh', edits), 'bcdefXh');
  });

  it('leaves out a whole fix where one of its edits touches an earlier one', () => {
    const edits = preferredEdits([
      finding(true, edit(2, 4, 'X')),
      finding(true, edit(0, 1, 'Y'), edit(4, 5, 'Z')),
    ]);
    assert.equal(applyEdits('abcdefgh', edits), 'abXefgh');
  });

  it('does not put two insertions at one place', () => {
    const edits = preferredEdits([finding(true, edit(3, 3, '1')), finding(true, edit(3, 3, '2'))]);
    assert.equal(applyEdits('abcdef', edits), 'abc1def');
  });
});
