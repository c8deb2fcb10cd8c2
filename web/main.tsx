import { Portal } from './person/portal';
import { start } from './start';

await start(<Portal />);
