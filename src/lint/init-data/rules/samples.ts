/** Texts that the examples of the rules are made of. */
import type { Example } from '../../rule';

const head = 'version = "0.1.0"\nalgorithm = "sha256"\n\n[data]\n';

/** An init-data file with one inner document, which may hold the marks of an example. */
export const initData = (name: string, text: string, version?: string): Example => ({
  text: `${head}"${name}" = '''\n${text}'''\n`,
  kind: 'init-data',
  path: 'initdata.toml',
  ...(version !== undefined && { version }),
});

/** An init-data file as it stands. */
export const initDataFile = (text: string): Example => ({ text, kind: 'init-data', path: 'initdata.toml' });

/** A pod with an annotation. */
export const pod = (
  value: string,
  { annotation = 'io.katacontainers.config.hypervisor.cc_init_data', handler = 'kata-qemu-coco-dev' } = {},
): Example => ({
  text: `apiVersion: v1
kind: Pod
metadata:
  name: app
  annotations:
    ${annotation}: ${value}
spec:
  runtimeClassName: ${handler}
  containers:
    - name: app
      image: registry.example/app@sha256:${'0123456789abcdef'.repeat(4)}
      resources:
        limits:
          memory: 512Mi
`,
  kind: 'manifest',
  path: 'pod.yaml',
});

/** Init-data without members, encoded: with sha256 and with sha384. */
export const encoded = {
  sha256: 'H4sIAAAAAAAAAytLLSrOzM9TsFVQMtAz1DNQ4krMSc8vyizJyAWJFWckGpmaKXFxRackliTGcgEAwFeFLC8AAAA=',
  sha384: 'H4sIAAAAAAAAAytLLSrOzM9TsFVQMtAz1DNQ4krMSc8vyizJyAWJFWckGluYKHFxRackliTGcgEAajbQNy8AAAA=',
};

/** A Secret with one text. */
export const secret = (value: string, version?: string): Example => ({
  text: `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  key: ${value}\n`,
  kind: 'manifest',
  path: 'secret.yaml',
  ...(version !== undefined && { version }),
});

const part = (value: unknown): string =>
  btoa(JSON.stringify(value)).replace(/[+/=]/g, (c) => ({ '+': '-', '/': '_' })[c] ?? '');

const vault = {
  version: '0.1.0',
  type: 'vault',
  name: 'kbs:///default/app/key',
  provider: 'kbs',
  provider_settings: {},
  annotations: {},
};

/** A sealed secret with these changes to its payload; the signature has the right form and is of no key. */
export const sealed = (changes: Readonly<Record<string, unknown>> = {}): string => {
  const header = { b64: true, alg: 'ES256', kid: 'kbs:///default/signing-key/sealed' };
  return `sealed.${part(header)}.${part({ ...vault, ...changes })}.${'BwcH'.repeat(21)}Bw`;
};

/** The same with the stand-ins of older samples. */
export const unsigned = (): string => `sealed.fakejwsheader.${part(vault)}.fakesignature`;

/** A policy that says what an ordinary pod needs. */
export const policyBase = `package agent_policy

default CreateContainerRequest := true
default CreateSandboxRequest := true
default DestroySandboxRequest := true
default GetOOMEventRequest := true
default GuestDetailsRequest := true
default OnlineCPUMemRequest := true
default RemoveContainerRequest := true
default SignalProcessRequest := true
default StartContainerRequest := true
default StatsContainerRequest := true
default UpdateInterfaceRequest := true
default UpdateRoutesRequest := true
default WaitProcessRequest := true
`;
