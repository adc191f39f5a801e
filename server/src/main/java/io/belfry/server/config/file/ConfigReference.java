package io.belfry.server.config.file;

import io.belfry.server.setting.Setting;

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
            entry of a list, counted from 0: `--set 'apps[0].enabled=false'`. A name that is not here is refused. What is
            marked *Planned* is accepted with a warning and has no effect in this version.

            All settings can stand in variables, and then `./belfry serve` needs no file. A variable that begins as a
            setting does (`BELFRY_SERVER_`, `BELFRY_APPS_`, `BELFRY_LIMITS_`, …) and is none is refused; any other stranger
            is noted, and those that Kubernetes sets for a Service are passed over. `BELFRY_PORT` is one of these and sets
            nothing: it is `BELFRY_SERVER_PORT`.

            Nothing is filled in: `${NAME}` is refused. Give a secret in `secret_file` or in a variable; of `secret` and
            `secret_file` the later source holds. A secret file has one line of UTF-8; a relative name begins at the folder
            where Belfry is started. It is looked at like the configuration, so a rotated secret is taken within a second.

            Fields of webhooks (`headers`) are a group of names, each with its value; in a variable `Name: value`, separated by
            commas. `header_files` names a file for each instead, like `secret_file`, and so does `password_file`.
            No output shows their values, or more of a webhook's URL than its host.

            With `app_source.kind: jdbc` the apps stand in a database, each as an entry of `apps` in JSON; this
            file has none then. Such a definition cannot name files of the server: no `secret_file`, `header_files`,
            `ca_file`, `jwks_file`. Changes of `app_source`, `audit`, `cluster` and `server` take effect with a restart, changes of all
            else within a second.

            An origin is `*`, `https://example.com`, `https://*.example.com`, `example.com` (any scheme and port),
            `localhost:3000`, `*.example.com`, `null`, or one of a native shell such as `capacitor://localhost`. A slash at
            the end, capitals, umlauts and the usual port make no difference; what would match no page is refused.

            `./belfry config check FILE` names all problems at once; `./belfry config show FILE` prints what is in force and
            where it comes from. Both look at the environment alone without a file.

            | Setting | Takes | Default | What it does |
            |---|---|---|---|
            """);
    for (Setting<?> setting : new SettingTable().all()) {
      String stage = setting.isBuilt() ? "" : "*Planned.* ";
      page.append("| `").append(setting.path()).append("` | ").append(setting.kind().taken());
      page.append(" | ")
          .append(setting.shownDefault().isEmpty() ? "" : "`" + setting.shownDefault() + "`");
      page.append(" | ").append(stage).append(setting.sentence()).append(" |\n");
    }
    return page.toString();
  }
}
