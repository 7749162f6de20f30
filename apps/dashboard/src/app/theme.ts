import { type CSSVariablesResolver, type MantineColorsTuple, createTheme } from '@mantine/core';

/** Hub green: white text on shade 7 and black text on shade 3 have a contrast above 4.5. */
const hub: MantineColorsTuple = [
  '#e6f7f2',
  '#d0ece3',
  '#a2d9c8',
  '#71c5ab',
  '#49b493',
  '#2fa984',
  '#14906d',
  '#0b7a5c',
  '#066149',
  '#004a37',
];

export const theme = createTheme({
  primaryColor: 'hub',
  primaryShade: { light: 7, dark: 7 },
  colors: { hub },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '650' },
});

/** Side notes in Mantine's own greys have less contrast than 4.5. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#5c636a' },
  dark: { '--mantine-color-dimmed': '#a6a9ad', '--mantine-color-anchor': '#71c5ab' },
});
