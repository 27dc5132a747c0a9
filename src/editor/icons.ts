/** Icons that several views have. */
import { ThemeColor, ThemeIcon } from 'vscode';

export const warningIcon = (): ThemeIcon =>
  new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'));
