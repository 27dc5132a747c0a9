import { findProgram } from '../programs';

/**
 * Path of the command `code` where it opens a window on this machine's screen. It does not for root (VS Code refuses),
 * without a display, and inside a remote window or WSL, where it talks to a VS Code elsewhere.
 */
export function desktopCode(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  isRoot: boolean,
): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI, WSL_DISTRO_NAME, PATH } = environment;
  if (isRoot || VSCODE_IPC_HOOK_CLI || WSL_DISTRO_NAME) return undefined;
  if (platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return undefined;
  return findProgram([platform === 'win32' ? 'code.cmd' : 'code'], PATH);
}
