/** What a refresh of the sandboxes costs beside the two commands that it takes, with a real Docker. */
import { execa } from 'execa';
import { request } from 'node:http';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRunner } from '../../src/engines';
import { Survey } from '../../src/sandboxes';
import { temporaryFolder } from '../cleanup';
import { startDocker, type DockerUnderTest } from '../engines/docker';
import { archiveName, buildImage } from '../engines/image';
import { installEngines } from '../engines/install';

/** Milliseconds of each round. */
export interface RefreshTimes {
  readonly own: readonly number[];
  readonly commands: readonly number[];
  /** The longest time that the event loop was held up in each refresh. */
  readonly blocked: readonly number[];
}

function create(docker: DockerUnderTest, name: string): Promise<void> {
  const body = JSON.stringify({ Image: docker.image, Cmd: ['sleep', '1d'], HostConfig: { Runtime: 'kata' } });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const options = { socketPath: new URL(docker.host).pathname, method: 'POST', headers };
  return new Promise((resolve, reject) => {
    request({ ...options, path: `/containers/create?name=${name}` }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 201) resolve();
        else reject(new Error(`Docker did not create ${name}: ${String(response.statusCode)}`));
      });
    })
      .once('error', reject)
      .end(body);
  });
}

/** Refreshes a list of so many containers, ten of which run. Throws `Unavailable` where there can be no Docker. */
export async function refreshTimes(containers: number, rounds: number): Promise<RefreshTimes> {
  await installEngines();
  const root = temporaryFolder();
  const archive = join(root, archiveName);
  await buildImage(archive);
  const docker = await startDocker(root, archive);
  try {
    const names = Array.from({ length: containers }, (_, at) => `bench-${String(at)}`);
    for (const name of names) await create(docker, name);
    await docker.docker(['start', ...names.slice(0, 10)]);
    const env = { ...process.env, ...docker.environment };
    const survey = new Survey(createRunner({ environment: env }), {
      engines: ['docker'],
      readText: () => Promise.resolve(undefined),
    });
    const { signal } = new AbortController();
    await survey.refresh(signal);
    const own: number[] = [];
    const commands: number[] = [];
    const blocked: number[] = [];
    for (let round = 0; round < rounds; round++) {
      let began = performance.now();
      const { stdout } = await execa('docker', ['ps', '--all', '--quiet', '--no-trunc'], { env });
      await execa('docker', ['inspect', '--type', 'container', '--', ...stdout.split('\n')], { env });
      commands.push(performance.now() - began);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      began = performance.now();
      const { sandboxes } = await survey.refresh(signal);
      own.push(performance.now() - began);
      delay.disable();
      blocked.push(delay.max / 1e6);
      const listed = sandboxes.filter(({ source }) => source.kind === 'docker').length;
      if (listed !== containers) throw new Error(`${String(listed)} containers were listed.`);
    }
    return { own, commands, blocked };
  } finally {
    await docker.stop();
  }
}
