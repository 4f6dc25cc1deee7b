// Every command there is. Apart from the command line itself, because it loads the whole house.
import { auditCommands } from "./audit.ts";
import { changeReport } from "./change-report.ts";
import { commands } from "./commands.ts";
import { configCheck } from "./config.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { freezes } from "./freezes.ts";
import { init } from "./init.ts";
import { backup, deadletters, exportAll, purge, replay, restore } from "./keeping.ts";
import { ledgerList, ledgerVerify } from "./ledger.ts";
import { plan } from "./plan.ts";
import { releaseCommands } from "./release.ts";
import { setup } from "./setup.ts";
import { simulateCommand } from "./simulate.ts";
import { start } from "./start.ts";
import type { CliCommand } from "./command-line.ts";

/** Every command, in the order in which `--help` lists them. */
export const COMMANDS: readonly CliCommand[] = [
  start,
  demo,
  setup,
  init,
  configCheck,
  freezes,
  commands,
  plan,
  simulateCommand,
  changeReport,
  doctor,
  ledgerList,
  ledgerVerify,
  ...auditCommands,
  deadletters,
  replay,
  backup,
  restore,
  exportAll,
  purge,
  ...releaseCommands,
];
