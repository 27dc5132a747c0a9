/** What `kata-workbench devcontainer --help` prints. */
export const help = `Usage: kata-workbench devcontainer status [OPTION...]
       kata-workbench devcontainer use RUNTIME [OPTION...]
       kata-workbench devcontainer default [OPTION...]

The runtime of the dev container of this folder: which one its devcontainer.json asks for, the switch to another one,
and the way back. Comments, order and layout of the file stay as they are. With an image or a Dockerfile the runtime
stands in runArgs; for Docker Compose an override file is written beside devcontainer.json and named in it.

  status       Which runtime the container gets
  use RUNTIME  Have it run by RUNTIME, such as kata or kata-qemu
  default      Put back what \`use\` replaced; where nothing is remembered, take a Kata runtime out

No engine is needed. An existing container keeps its runtime until it is rebuilt.

Options:
  --config FILE    The devcontainer.json, where the folder has several
  --dry-run        Say what would change, and write nothing
  --format FORMAT  text (default) or json
  --help           Print this help

Exit code: 0 done, or nothing to change; 1 the file is refused and stays as it was, or is not there; 2 wrong usage,
or, without --config, no configuration or several.
`;
