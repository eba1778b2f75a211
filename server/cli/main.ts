#!/usr/bin/env node
/** `align-monitor`: the command line. */

import { program } from './program.js';

await program.parseAsync();
