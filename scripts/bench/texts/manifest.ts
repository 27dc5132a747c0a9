/** A manifest of 1 MB for the bench: RuntimeClasses and Deployments, each document a little different. */

const runtimeClass = (n: number): string => `---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata:
  name: kata-${String(n)}
handler: kata-qemu
overhead:
  podFixed:
    memory: 320Mi
    cpu: 250m
scheduling:
  nodeSelector:
    katacontainers.io/kata-runtime: "true"
`;

const deployment = (n: number): string => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${String(n)}
  labels:
    app: app-${String(n)}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-${String(n)}
  template:
    metadata:
      labels:
        app: app-${String(n)}
    spec:
      runtimeClassName: kata-${String(n - (n % 10))}
      containers:
        - name: app
          image: registry.example/team/app:${String(n)}
          args: [serve, --port, "8080", --log-level, info]
          ports:
            - containerPort: 8080
              name: http
          env:
            - name: NUMBER
              value: "${String(n)}"
            - name: ADDRESS
              valueFrom:
                fieldRef:
                  fieldPath: status.podIP
          resources:
            limits:
              memory: 1Gi
              cpu: "1"
            requests:
              memory: 512Mi
              cpu: 500m
`;

/** Just below 1 MB, more than 1,000 documents. */
export function manifest(): string {
  let text = '';
  for (let n = 0; ; n++) {
    const next = n % 10 === 0 ? runtimeClass(n) + deployment(n) : deployment(n);
    if (text.length + next.length > 999_000) return text;
    text += next;
  }
}

/** The text after one more keystroke, in the middle: another overhead of a class, every other time too little. */
export function typedIn(text: string, keystroke: number): string {
  const before = 'memory: 320Mi';
  const at = text.indexOf(before, text.length >> 1);
  const value = keystroke % 2 === 0 ? 400 + keystroke : 100 + keystroke;
  return `${text.slice(0, at)}memory: ${String(value)}Mi${text.slice(at + before.length)}`;
}
