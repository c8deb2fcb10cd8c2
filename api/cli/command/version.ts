/** The version of the platform, as package.json states it. */
export { VERSION as version } from '../../version.js';
