/** What `kata-workbench lint --help` prints; docs/command-line.md says the same at length. */
export const help = `Usage: kata-workbench lint [OPTION...] FILE|DIR|-...

Checks Kata configurations, Kubernetes manifests and Helm values, init-data, the configuration of containerd, CRI-O
and Docker, devcontainer.json and Compose files. A directory is searched for what is for Kata; "-" is standard input.
The drop-ins in a config.d folder are judged together with the main file beside it, pods with the RuntimeClasses of
all files.

Options:
  --format FORMAT         text (default), json or sarif
  --kata-version VERSION  The Kata release that will read the files, such as 4.1.0
  --runtime RUNTIME       go or rs (runtime-rs)
  --kind KIND             What a named file is where its path and text don't tell, such as manifest
  --stdin-filename FILE   The file that standard input stands for
  --fix                   Apply the fixes that are certain, and report what is left
  --quiet                 Report errors only
  --max-warnings N        Exit with 1 where there are more warnings than N
  --help                  Print this help

Exit code: 0 nothing of error level, 1 errors or too many warnings, 2 wrong usage or unreadable input.
`;
