/** What `kata-workbench mcp --help` prints; docs/language-model-tools.md says the same at length. */
export const help = `Usage: kata-workbench mcp

Serves tools for language models on standard input and output, as the Model Context Protocol (MCP) has it: check host,
lint, list sandboxes, list confidential pods, explain. All of them only read. A client starts it, with the folder of
the project as its current folder; relative paths are looked for there. It ends when its input does.

Options:
  --help  Print this help
`;
