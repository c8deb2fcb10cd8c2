import { Desk } from './desk/desk';
import { start } from './start';
import './desk/desk.css';

await start(<Desk />);
