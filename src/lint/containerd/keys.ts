/** The keys of a runtime's tables that some containerd reads (1.6 to 2.3). */

/** Of `[plugins.PLUGIN.containerd.runtimes.HANDLER]`. */
export const runtimeKeys: readonly string[] = [
  'runtime_type',
  'runtime_path',
  'pod_annotations',
  'container_annotations',
  'privileged_without_host_devices',
  'privileged_without_host_devices_all_devices_allowed',
  'snapshotter',
  'options',
  'base_runtime_spec',
  'cni_conf_dir',
  'cni_max_conf_num',
  'sandboxer',
  'sandbox_mode',
  'io_type',
  'cgroup_writable',
  'runtime_engine',
  'runtime_root',
];

/** Of its `options`, those that reach Kata. */
export const optionKeys: readonly string[] = ['ConfigPath', 'TypeUrl', 'ConfigBody'];
