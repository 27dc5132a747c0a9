/** A refresh of the sandboxes beside the two commands that it takes, with the tests' Docker. */
import { execa } from 'execa';
import { request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRunner } from '../../src/engines';
import { Survey } from '../../src/sandboxes';
import type { DockerUnderTest } from '../engines/docker';
import { atMost, median, milliseconds, ratio, type Bench } from './row';
import { benchDocker } from './tools';

const containers = 300;
const rounds = 9;

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

export const sandboxes: Bench = {
  name: 'sandboxes',
  measure: async () => {
    const docker = await benchDocker();
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
      const { sandboxes: found } = await survey.refresh(signal);
      own.push(performance.now() - began);
      delay.disable();
      blocked.push(delay.max / 1e6);
      const listed = found.filter(({ source }) => source.kind === 'docker').length;
      if (listed !== containers) throw new Error(`${String(listed)} containers were listed.`);
    }
    const [refresh, alone, held] = [median(own), median(commands), median(blocked)];
    return [
      {
        what: `a refresh of ${containers} containers`,
        beside: `docker ps and docker inspect: ${milliseconds(alone)}`,
        own: `${milliseconds(refresh)}, held up for at most ${milliseconds(held)}`,
        ratio: ratio(refresh, alone),
        limit: `${atMost(refresh / alone, 1.3, (times) => `${times} times its time`)}, held up ${atMost(held, 60, milliseconds)}`,
      },
    ];
  },
};
