package io.belfry.cli;

import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.ClusterProvider.Inspection;
import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.config.file.EffectiveSetting;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * What {@code belfry config} says of a configuration, for programs. No secret is in it.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-045"
 */
final class ConfigJson {
  private ConfigJson() {}

  /** That it can be served, with as many apps, and at which engine. */
  static String good(String name, ConfigResult.Loaded loaded, Optional<EngineLook> engine) {
    AppSourceSettings.Home home = loaded.config().of(AppSourceSettings.KIND);
    return JsonLines.object(
        json -> {
          json.writeStringProperty("configuration", name);
          json.writeBooleanProperty("good", true);
          switch (home) {
            case FILE -> json.writeNumberProperty("apps", loaded.config().apps().size());
            // How many a database has is not looked up.
            case JDBC -> json.writeNullProperty("apps");
          }
          json.writeArrayPropertyStart("notes");
          loaded.warnings().forEach(json::writeString);
          engine.ifPresent(look -> look.notes().forEach(json::writeString));
          json.writeEndArray();
          engine.flatMap(EngineLook::seen).ifPresent(seen -> write(json, seen));
        });
  }

  private static void write(JsonGenerator json, Inspection seen) {
    json.writeObjectPropertyStart("cluster");
    json.writeArrayPropertyStart("engines");
    seen.engines().forEach(json::writeString);
    json.writeEndArray();
    json.writeArrayPropertyStart("nodes");
    seen.nodes().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  /** That it cannot, and all reasons. */
  static String bad(ConfigProblems found) {
    return JsonLines.object(
        json -> {
          json.writeStringProperty("configuration", found.name());
          json.writeBooleanProperty("good", false);
          json.writeArrayPropertyStart("problems");
          found.problems().forEach(problem -> write(json, problem));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, ConfigProblem problem) {
    json.writeStartObject();
    json.writeStringProperty("where", problem.where());
    json.writeStringProperty("problem", problem.sentence());
    json.writeEndObject();
  }

  /** All that is in effect. */
  static String settings(String name, ConfigResult.Loaded loaded) {
    return JsonLines.object(
        json -> {
          json.writeStringProperty("configuration", name);
          json.writeArrayPropertyStart("settings");
          loaded.settings().get().forEach(setting -> write(json, setting));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, EffectiveSetting setting) {
    json.writeStartObject();
    json.writeStringProperty("name", setting.path());
    json.writeStringProperty("value", setting.value());
    json.writeStringProperty("from", setting.source());
    json.writeEndObject();
  }
}
