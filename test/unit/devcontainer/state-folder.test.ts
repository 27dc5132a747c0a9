import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { diskStateFolder, NoHome } from '../../../src/devcontainer';
import { stateFolder } from '../../../src/devcontainer/memory';
import { Bench } from './memory-files';

describe('Dev container: where a switch is remembered', () => {
  const below = (...folders: readonly string[]) => join(...folders, 'kata-workbench', 'devcontainer');

  it('is below XDG_STATE_HOME, or else below the home folder', () => {
    assert.equal(stateFolder({ XDG_STATE_HOME: '/s' }, '/h'), below('/s'));
    assert.equal(stateFolder({ XDG_STATE_HOME: '/s' }, undefined), below('/s'));
    for (const own of [undefined, '', 'relative', './x'])
      assert.equal(stateFolder({ XDG_STATE_HOME: own }, '/h'), below('/h', '.local', 'state'), own);
    assert.equal(stateFolder({}, undefined), undefined);
  });

  it('is nowhere without both: the status is told all the same, and nothing is switched', async () => {
    const content = '{"image":"a","runArgs":["--runtime=kata"]}';
    const bench = new Bench(content, {}, {}, false);
    const { before, changes, warnings } = await bench.status();
    assert.deepEqual([before, changes], [{ runtime: 'kata' }, []]);
    assert.match(warnings.join(), /^This user has no home folder, .* is not known\. Set XDG_STATE_HOME /);
    for (const change of [() => bench.use('runc'), () => bench.default()])
      await assert.rejects(
        change,
        (error) => error instanceof NoHome && error.message.includes('be remembered'),
      );
    assert.equal(bench.content, content);
  });

  it('is never below the current folder', () => {
    const { HOME } = process.env;
    try {
      for (const home of ['', '.', 'home']) {
        process.env.HOME = home;
        assert.equal(diskStateFolder({}), below(userInfo().homedir, '.local', 'state'));
      }
      delete process.env.HOME;
      assert.equal(diskStateFolder({}), below(userInfo().homedir, '.local', 'state'));
    } finally {
      if (HOME === undefined) delete process.env.HOME;
      else process.env.HOME = HOME;
    }
  });
});
