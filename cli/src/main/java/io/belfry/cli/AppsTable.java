package io.belfry.cli;

import io.belfry.cli.apps.AppsPlace.Listed;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The list of apps, for people and for programs. It knows no secret.
 *
 * <p>Thread: stateless.
 *
 * @see "rules LIM-045, LIM-049"
 */
final class AppsTable {
  private AppsTable() {}

  static void print(Console console, List<Listed> apps, AppsOptions options) {
    if (options.isJson()) {
      console.out().println(json(apps));
    } else {
      Columns columns = new Columns("ID", "NAME", "STATE", "KEYS", "WEBHOOKS", "FROM");
      apps.forEach(
          app ->
              columns.row(
                  app.id(),
                  app.name(),
                  app.state().word(),
                  app.keys().stream()
                      .map(key -> key.key() + (key.isActive() ? "" : " (off)"))
                      .collect(Collectors.joining(", ")),
                  String.valueOf(app.webhooks()),
                  app.place()));
      columns.print(console.out());
    }
    console.out().flush();
  }

  private static String json(List<Listed> apps) {
    return JsonLines.object(
        json -> {
          json.writeArrayPropertyStart("apps");
          for (Listed app : apps) {
            json.writeStartObject();
            json.writeStringProperty("id", app.id());
            json.writeStringProperty("name", app.name());
            json.writeBooleanProperty("enabled", app.isEnabled());
            json.writeStringProperty("state", app.state().word());
            json.writeArrayPropertyStart("keys");
            app.keys()
                .forEach(
                    key -> {
                      json.writeStartObject();
                      json.writeStringProperty("key", key.key());
                      json.writeBooleanProperty("active", key.isActive());
                      json.writeEndObject();
                    });
            json.writeEndArray();
            json.writeNumberProperty("webhooks", app.webhooks());
            json.writeStringProperty("from", app.place());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
