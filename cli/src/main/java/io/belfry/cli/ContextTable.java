package io.belfry.cli;

import io.belfry.cli.access.Context;
import io.belfry.cli.access.Contexts;
import java.io.PrintWriter;

/**
 * The list of contexts. It says where secrets are and shows none.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-045"
 */
final class ContextTable {
  private ContextTable() {}

  static void print(PrintWriter out, Contexts contexts) {
    Columns table = new Columns("", "NAME", "SERVER", "APP", "KEY", "SECRET");
    contexts
        .byName()
        .forEach(
            (name, context) ->
                table.row(
                    name.equals(contexts.current()) ? "*" : " ",
                    name,
                    context.url().orElse("-"),
                    id(context),
                    key(context),
                    secret(context)));
    table.print(out);
  }

  private static String id(Context context) {
    return switch (context.app()) {
      case Context.Named named -> named.id();
      case Context.Configured configured -> configured.id().isEmpty() ? "first" : configured.id();
    };
  }

  private static String key(Context context) {
    return context.app() instanceof Context.Named named ? named.key() : "-";
  }

  private static String secret(Context context) {
    return switch (context.app()) {
      case Context.Named named -> named.secret().words();
      case Context.Configured configured -> "configuration " + configured.file();
    };
  }

  static String json(Contexts contexts) {
    return JsonLines.object(
        json -> {
          json.writeStringProperty("current", contexts.current());
          json.writeArrayPropertyStart("contexts");
          contexts
              .byName()
              .forEach(
                  (name, context) -> {
                    json.writeStartObject();
                    json.writeStringProperty("name", name);
                    context.url().ifPresent(url -> json.writeStringProperty("url", url));
                    json.writeStringProperty("app_id", id(context));
                    json.writeStringProperty("key", key(context));
                    json.writeStringProperty("secret", secret(context));
                    json.writeEndObject();
                  });
          json.writeEndArray();
        });
  }
}
