// Approvals that outlive a push, through the app's door and with true git objects: the button "Update branch", a rebase,
// and what somebody slips into either.
import { expect, it } from "vitest";
import { CHECK, openHouse, POLICY, type House } from "./house.ts";

const AT = "/repos/octo/app";
const KEEP = POLICY.replace("change: {}", "change: { keep_approval_on: [base-merge, same-patch] }");
const TEXT = Array.from({ length: 30 }, (_, index) => `line ${index + 1}\n`).join("");

async function approved(house: House): Promise<{ number: number; head: string }> {
  await house.push("mona", "main", { files: { "src/long.txt": TEXT } });
  const files = { "src/long.txt": TEXT.replace("line 20\n", "line twenty\n") };
  const number = await house.open("nina", "fix", { files });
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  return { number, head };
}

async function summaryOf(house: House, sha: string): Promise<string> {
  return (await house.checks(sha)).find(({ name }) => name === CHECK)?.summary ?? "";
}

it("the button that merges the base keeps the approval, also that of whoever pressed it", async () => {
  await using house = await openHouse({ policy: KEEP });
  const { number, head } = await approved(house);
  await house.push("mona", "main", { files: { "src/a.ts": "of the base\n" } });
  await house.settle();
  await house.act("mia", `PUT ${AT}/pulls/${number}/update-branch`, {});
  await house.settle();
  const merged = await house.headOf(number);
  expect(merged).not.toBe(head);
  expect(await house.checkOn(merged)).toBe("success");
  expect(await summaryOf(house, merged)).toContain("nothing but merges of the base has come since");
});

it("a commit after that voids it, and the reason stands on the check and in the comment", async () => {
  await using house = await openHouse({ policy: KEEP });
  const { number } = await approved(house);
  await house.push("mona", "main", { files: { "src/a.ts": "of the base\n" } });
  await house.settle();
  await house.act("mia", `PUT ${AT}/pulls/${number}/update-branch`, {});
  const evil = await house.push("nina", "fix", { files: { "src/evil.ts": "evil\n" } });
  await house.settle();
  expect(await house.checkOn(evil)).toBe("in_progress");
  for (const text of [await summaryOf(house, evil), await house.ours(number)]) {
    expect(text).toContain("src/evil.ts");
    expect(text).toContain("Not kept by base-merge");
  }
});

/** The branch is made anew on the base's tip, with these files, and takes the place of what was there. */
async function rebase(house: House, files: Record<string, string>): Promise<string> {
  const fresh = await house.push("nina", `rebased-${Object.keys(files).length}-${files["src/long.txt"]?.length ?? 0}`, {
    from: "main",
    files,
  });
  await house.act("nina", `PATCH ${AT}/git/refs/heads/fix`, { sha: fresh, force: true });
  await house.settle();
  return fresh;
}

it("a rebase of the same patch over moved lines keeps it; a space more does not; and the way back keeps it again", async () => {
  await using house = await openHouse({ policy: KEEP });
  const { number } = await approved(house);
  const moved = `first\n${TEXT}`;
  await house.push("mona", "main", { files: { "src/long.txt": moved } });
  await house.settle();
  const same = await rebase(house, { "src/long.txt": moved.replace("line 20\n", "line twenty\n") });
  expect(await house.headOf(number)).toBe(same);
  expect(await house.checkOn(same)).toBe("success");
  expect(await summaryOf(house, same)).toContain("what is there now is the same patch");
  const other = await rebase(house, { "src/long.txt": moved.replace("line 20\n", "line twenty \n") });
  expect(await house.checkOn(other)).toBe("in_progress");
  expect(await summaryOf(house, other)).toContain("src/long.txt");
  await house.act("nina", `PATCH ${AT}/git/refs/heads/fix`, { sha: same, force: true });
  await house.settle();
  expect(await house.checkOn(same)).toBe("success");
});
