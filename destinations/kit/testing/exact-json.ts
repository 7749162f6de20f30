export { exactJson } from '../exact-json.js';
