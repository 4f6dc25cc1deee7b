// Which labels an open issue should carry, whatever it carries now: rules, components, priority, needs-triage, exclusive groups.
import { matchesAnyLabel } from "./label-globs.ts";
import type { Board, Held } from "./board.ts";
import { componentsIn } from "../commands.ts";
import { IMPACTS, PRIORITIES, type Priority, type TriageConfig, URGENCIES } from "../config.ts";
import { type Derivation, derive, isDecided, type Level } from "./priority.ts";
import { type Cause, keyOf } from "./provenance.ts";
import { type Holds, holds, isNamed, type Written } from "./rules.ts";
import type { Said, Setting } from "../settings.ts";

export interface Wanted {
  /** Each rule of the policy and whether it holds. */
  readonly rules: readonly { readonly name: string; readonly holds: Holds }[];
  readonly derivation: Derivation | undefined;
  /** Whether kind and priority are decided, by whomever. */
  readonly triaged: boolean;
  /** Labels that the policy spells out, that the repository lacks, and that may not be created. */
  readonly missing: readonly string[];
}

interface Args {
  readonly config: TriageConfig;
  readonly board: Board;
  readonly written: Written;
  readonly setting: Setting;
  /** The author's account: GitHub puts a form's own labels on in the author's name. */
  readonly author: number | null;
}

/** Brings the board to where it should be. Order: take back, settle groups, rules, components, priority, needs-triage. */
export function want(args: Args): Wanted {
  const { config, board, setting } = args;
  const missing: string[] = [];
  const granted = new Set<string>();
  const grant = (label: string, cause: Cause): void => {
    if (board.isBarred(label)) return;
    const key = keyOf(board.resolve(label) ?? label);
    const rivals = rivalsOf(label, args);
    if (rivals.some((one) => one.by === "person" || granted.has(keyOf(one.label)))) return;
    const outcome = board.set(label, cause, config.create ? "create" : "only-existing");
    if (outcome === "missing") {
      missing.push(label);
      return;
    }
    granted.add(key);
    for (const rival of rivals) board.unset(rival.label, { by: "exclusive", name: label });
  };

  const judged = judge(args);
  for (const held of board.all()) takeBack(held, judged, board);
  settleGroups(args);
  for (const one of judged) {
    if (one.holds === "yes") for (const label of one.labels) grant(label, one.cause);
  }
  const derivation = derivePriority(args);
  if (derivation && setting.priority === undefined) setPriority({ ...args, derivation, grant });
  const triaged = isTriaged(args, derivation);
  settleNeedsTriage({ ...args, triaged, missing });
  const rules = judged.flatMap(({ cause, holds: answer }) =>
    cause.by === "rule" ? [{ name: cause.name, holds: answer }] : [],
  );
  return { rules, derivation, triaged, missing };
}

interface Judged {
  readonly cause: Extract<Cause, { name: string }>;
  readonly labels: readonly string[];
  readonly holds: Holds;
}

function judge({ config, written, board, setting }: Args): readonly Judged[] {
  const spelled = (label: string): string => board.resolve(label) ?? label;
  const said = setting.component && componentsIn(setting.component.value, config.components);
  return [
    ...config.rules.map(
      (rule): Judged => ({
        cause: { by: "rule", name: rule.name },
        labels: rule.add.map(spelled),
        holds: holds(rule, written),
      }),
    ),
    ...config.components.map(
      (one): Judged => ({
        cause: { by: "component", name: one.name },
        labels: [spelled(one.label)],
        // What a person says goes before what the words say.
        holds: (said ? said.includes(one) : isNamed(one, written)) ? "yes" : "no",
      }),
    ),
  ];
}

// A rule takes back what it set itself, once it is certain not to hold, and unless another one wants the label.
// After a lost store it is not known which rule set a label of ours: then all that could have must be certain.
function takeBack(held: Held, judged: readonly Judged[], board: Board): void {
  if (held.by !== "us") return;
  const wanting = judged.filter((one) => one.labels.some((label) => keyOf(label) === keyOf(held.label)));
  const { cause } = held;
  const setter = wanting.find(
    (one) => cause === null || (one.cause.by === cause.by && one.cause.name === nameIn(cause)),
  );
  if (!setter || wanting.some((one) => one.holds !== "no")) return;
  board.unset(held.label, setter.cause);
}

function nameIn(cause: Cause): string | undefined {
  return "name" in cause ? cause.name : undefined;
}

/** Whether a label belongs to a group of which an issue has one at most. */
type Group = (label: string) => boolean;

/** The policy's groups, and the labels of severity, of priority and of kind. */
function groupsOf({ config, board }: Pick<Args, "config" | "board">): readonly Group[] {
  const spelled = [config.severity?.labels, config.priority?.labels, config.kinds].map((labels): Group => {
    const keys = new Set(Object.values(labels ?? {}).map((name) => keyOf(board.resolve(name) ?? name)));
    return (label) => keys.has(keyOf(label));
  });
  return [
    ...config.exclusive.map(
      (globs): Group =>
        (label) =>
          matchesAnyLabel(globs, label),
    ),
    ...spelled,
  ];
}

/** The labels that are on and exclude this one. */
function rivalsOf(label: string, { config, board }: Pick<Args, "config" | "board">): readonly Held[] {
  const name = board.resolve(label) ?? label;
  const groups = groupsOf({ config, board }).filter((group) => group(name));
  return board.all().filter((one) => keyOf(one.label) !== keyOf(name) && groups.some((group) => group(one.label)));
}

/** Of two labels that people set, the later one stays; a person's goes before ours. What has no known order stays. */
export function settleGroups({ config, board }: Pick<Args, "config" | "board">): void {
  for (const group of groupsOf({ config, board })) {
    const members = board.all().filter((one) => group(one.label));
    const people = members.filter((one) => one.by === "person");
    const last = people.reduce<Held | undefined>((a, b) => (a && a.order >= b.order ? a : b), undefined);
    if (!last || last.order < 0) continue;
    for (const one of members) {
      const gives = one.by === "us" || (one.order >= 0 && one.order < last.order);
      if (gives) board.unset(one.label, { by: "exclusive", name: last.label });
    }
  }
}

function derivePriority({ config, board, written, setting }: Args): Derivation | undefined {
  if (!config.priority) return undefined;
  return derive({
    config: config.priority,
    signs: {
      fields: written.form?.fields,
      hasLabel: (name) => board.held(name) !== undefined,
      components: config.components.filter((one) => board.held(one.label) !== undefined),
    },
    said: { impact: levelSaid(IMPACTS, setting.impact), urgency: levelSaid(URGENCIES, setting.urgency) },
  });
}

function levelSaid<Value extends string>(values: readonly Value[], said: Said | undefined): Level<Value> | undefined {
  const value = values.find((one) => one === said?.value);
  return said && value && { value, from: { by: "command", person: said.by, because: said.because } };
}

function setPriority(
  args: Args & { readonly derivation: Derivation; readonly grant: (label: string, cause: Cause) => void },
): void {
  const { config, board, written, derivation, grant } = args;
  const labels = config.priority?.labels ?? {};
  const label = labels[derivation.priority];
  const asksForm = [config.priority?.impact, config.priority?.urgency].some((one) =>
    one?.from.some((source) => "form" in source),
  );
  const ours = PRIORITIES.find((one) => {
    const name = labels[one];
    return name !== undefined && board.held(name)?.by === "us";
  });
  // A body that can no longer be read as a form lowers nothing.
  if (asksForm && !written.form && ours !== undefined && rank(ours) < rank(derivation.priority)) return;
  if (label !== undefined) grant(label, { by: "priority" });
  else if (ours !== undefined) board.unset(labels[ours] ?? "", { by: "priority" });
}

const rank = (priority: Priority): number => PRIORITIES.indexOf(priority);

/**
 * Kind and priority are decided, as far as the policy knows of them, or a label of `confirmed` is on. A policy that knows
 * of neither asks for any label at all.
 */
function isTriaged({ config, board, setting }: Args, derivation: Derivation | undefined): boolean {
  const isOn = (name: string): boolean => board.held(name) !== undefined;
  if (config.confirmed.some(isOn)) return true;
  const kinds = Object.values(config.kinds);
  if (kinds.length === 0 && !config.priority) {
    const own = keyOf(board.resolve(config.needs_triage ?? "") ?? "");
    return board.all().some((one) => keyOf(one.label) !== own);
  }
  const hasKind = kinds.length === 0 || kinds.some(isOn);
  const byPerson = Object.values(config.priority?.labels ?? {}).some((name) => board.held(name)?.by === "person");
  const hasPriority =
    !config.priority ||
    byPerson ||
    setting.priority !== undefined ||
    (derivation !== undefined && isDecided(derivation));
  return hasKind && hasPriority;
}

function settleNeedsTriage(args: Args & { readonly triaged: boolean; readonly missing: string[] }): void {
  const { config, board, written, author, triaged, missing } = args;
  const label = config.needs_triage;
  if (label === undefined) return;
  const held = board.held(label);
  if (!triaged) {
    if (held || board.isBarred(label)) return;
    const outcome = board.set(label, { by: "needs-triage" }, config.create ? "create" : "only-existing");
    if (outcome === "missing") missing.push(label);
    return;
  }
  if (!held) return;
  const byForm =
    held.person !== null &&
    held.person === author &&
    written.form?.form.labels.some((one) => keyOf(board.resolve(one) ?? one) === keyOf(held.label)) === true;
  if (held.by === "us" || byForm) board.unset(held.label, { by: "needs-triage" });
}
