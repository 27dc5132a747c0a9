/** What `kata-workbench host --help` prints; docs/command-line.md says the same at length. */
export const help = `Usage: kata-workbench host [OPTION...]

Checks whether this machine can run Kata Containers, with which engine, and which TEE it can offer. It needs no root,
changes nothing, and prints what to do where something is missing.

Options:
  --format FORMAT  text (default), json or markdown
  --root DIR       Check a machine whose /proc, /sys, /dev, /etc, /opt and /usr were saved under DIR; nothing is run
  --help           Print this help

Exit code: 0 ready, 1 not ready or not to be told, 2 wrong usage or unreadable DIR.
`;
