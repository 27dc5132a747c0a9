/** Longer texts of snippets for manifests. */
import { newest, teeKeys, teeLabels } from '../../src/knowledge';

/** kata-monitor on every node, without privileges (chart templates/kata-monitor.yaml@4.1.0; the image since 3.32.0). */
export const kataMonitor = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: kata-monitor
  namespace: \${1:kube-system}
  labels:
    app.kubernetes.io/name: kata-monitor
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: kata-monitor
  template:
    metadata:
      labels:
        app.kubernetes.io/name: kata-monitor
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "8090"
    spec:
      nodeSelector:
        katacontainers.io/kata-runtime: "true"
      containers:
        - name: kata-monitor
          image: quay.io/kata-containers/kata-monitor:\${2:${newest}}
          args:
            - -listen-address=0.0.0.0:8090
            - -runtime-endpoint=/run/containerd/containerd.sock
          ports:
            - name: metrics
              containerPort: 8090
          securityContext:
            privileged: false
            allowPrivilegeEscalation: false
            runAsUser: 0
            runAsGroup: 0
          resources:
            limits:
              cpu: 200m
              memory: 300Mi
          volumeMounts:
            - name: containerd
              mountPath: /run/containerd
              readOnly: true
            - name: sandboxes
              mountPath: /run/vc/sbs
              readOnly: true
      volumes:
        - name: containerd
          hostPath:
            path: /run/containerd
            type: Directory
        - name: sandboxes
          hostPath:
            path: /run/vc/sbs
            type: DirectoryOrCreate
`;

/** What kata-deploy's own rule has nodes say, for clusters without kata-deploy (chart templates/node-feature-rules.yaml@4.1.0). */
export const nodeFeatureRule = `apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata:
  name: \${1:kata-tee}
spec:
  rules:
    - name: sev-snp
      labels:
        ${teeLabels['amd-sev-snp'] ?? ''}: "true"
      extendedResources:
        ${teeKeys['amd-sev-snp'] ?? ''}: "@cpu.security.sev.encrypted_state_ids"
      matchFeatures:
        - feature: cpu.security
          matchExpressions:
            sev.snp.enabled: { op: Exists }
    - name: tdx
      labels:
        ${teeLabels['intel-tdx'] ?? ''}: "true"
      extendedResources:
        ${teeKeys['intel-tdx'] ?? ''}: "@cpu.security.tdx.total_keys"
      matchFeatures:
        - feature: cpu.security
          matchExpressions:
            tdx.enabled: { op: Exists }
`;
