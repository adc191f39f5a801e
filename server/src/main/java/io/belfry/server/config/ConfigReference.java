package io.belfry.server.config;

import io.belfry.server.config.Setting.Stage;
import io.belfry.server.config.Setting.Type;

/**
 * The reference page of all settings, made from the table.
 *
 * <p>Thread: stateless.
 */
public final class ConfigReference {
  private ConfigReference() {}

  /** The page in Markdown. */
  public static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration reference

            Generated from the code by `./belfry config docs`.

            A setting stands in the YAML file, in an environment variable, or behind `--set` of `./belfry serve`; the
            later of these wins. `server.port` is `BELFRY_SERVER_PORT`, `apps[0].keys[0].secret` is
            `BELFRY_APPS_0_KEYS_0_SECRET`; a list in a variable is separated by commas. In the table `[]` stands for an
            entry of a list. A name that is not here is refused. What is marked *Planned* is accepted with a warning and
            has no effect in this version.

            | Setting | Takes | Default | What it does |
            |---|---|---|---|
            """);
    for (Setting setting : new SettingTable().all()) {
      String stage = setting.stage() == Stage.PLANNED ? "*Planned.* " : "";
      page.append("| `").append(setting.path()).append("` | ").append(takes(setting.type()));
      page.append(" | ")
          .append(setting.shownDefault().isEmpty() ? "" : "`" + setting.shownDefault() + "`");
      page.append(" | ").append(stage).append(setting.sentence()).append(" |\n");
    }
    return page.toString();
  }

  private static String takes(Type type) {
    return switch (type) {
      case Type.Text text -> "text";
      case Type.SecretText secret -> "text, never shown";
      case Type.Switch onOff -> "true, false";
      case Type.Whole whole ->
          whole.to() == Long.MAX_VALUE
              ? "number from " + whole.from()
              : "number from " + whole.from() + " to " + whole.to();
      case Type.Word word -> String.join(", ", word.words());
      case Type.Texts texts -> "list of texts";
    };
  }
}
