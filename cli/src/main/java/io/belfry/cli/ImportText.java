package io.belfry.cli;

import io.belfry.cli.migrate.MigrationReport;
import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.Written;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/**
 * What an import has come to, for people and for programs. No secret is in it.
 *
 * <p>Thread: confined to the main thread.
 *
 * @param apps what was taken over
 * @param report what was not
 * @param into where it was written; empty for nowhere
 */
record ImportText(List<Tree.Group> apps, MigrationReport report, Optional<String> into) {
  void print(Console console, boolean isJson) {
    if (isJson) {
      console.out().println(json());
    } else {
      people(console.out());
    }
    console.out().flush();
  }

  private void people(PrintWriter out) {
    if (into.isEmpty()) {
      out.print(Written.apps(Written.withoutSecrets(apps)));
      out.println();
    }
    String count = apps.size() + (apps.size() == 1 ? " app" : " apps");
    if (into.isEmpty()) {
      out.println(count + " can be taken over. --into belfry.yaml writes it, secrets and all.");
    } else {
      out.println(count + " written to " + into.get() + ".");
    }
    report.notes().forEach(note -> out.println("note: " + note));
    if (!report.left().isEmpty()) {
      out.println(
          report.left().size() == 1
              ? "1 field was left:"
              : report.left().size() + " fields were left:");
      report.left().forEach(left -> out.println("  " + left));
    }
  }

  private String json() {
    return JsonLines.object(
        json -> {
          json.writeNumberProperty("imported", apps.size());
          json.writeArrayPropertyStart("apps");
          apps.forEach(
              app -> {
                if (app.members().get("id") instanceof Tree.Text id) {
                  json.writeString(id.text());
                }
              });
          json.writeEndArray();
          json.writeArrayPropertyStart("left");
          for (MigrationReport.Left left : report.left()) {
            json.writeStartObject();
            json.writeStringProperty("path", left.path());
            json.writeStringProperty("value", left.value());
            json.writeStringProperty("why", left.why());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("notes");
          report.notes().forEach(json::writeString);
          json.writeEndArray();
        });
  }
}
