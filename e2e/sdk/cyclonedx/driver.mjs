// Judges a bill of materials by the schema of CycloneDX 1.5 in its strict form: nothing that the schema does not know.
// driver.mjs FILE
import { readFileSync } from "node:fs";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";

const judge = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
const objections = await judge.validate(readFileSync(process.argv[2], "utf8"));
if (objections !== null) {
  console.log(JSON.stringify(objections, null, 1));
  process.exit(1);
}
console.log("done");
