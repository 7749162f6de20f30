/** One style sheet for the athlete's pages: system fonts, both colour schemes, contrast above 4.5:1. */
export const STYLE = `:root { color-scheme: light dark; --ink: #16202c; --paper: #fbfcfd; --accent: #0b5fa5; --on-accent: #fff; --line: #8291a1; --warn: #9c1c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9eef3; --paper: #10161d; --accent: #7cc0ff; --on-accent: #0b1620; --line: #64748b; --warn: #ffb0a8; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { flex: 1; width: 100%; max-width: 34rem; margin: 0 auto; padding: 2rem 1.25rem; }
footer { padding: 1rem 1.25rem; text-align: center; font-size: .875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; }
.choices { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: 1.25rem; }
button, .button { display: block; width: 100%; min-height: 3rem; padding: .7rem 1rem; border: 0; border-radius: .6rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.problem { padding: .8rem 1rem; border: 2px solid var(--warn); border-radius: .6rem; color: var(--warn); }
code { font-size: .95em; }
`;
