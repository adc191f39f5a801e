package io.belfry.cli.apps;

import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.Written;
import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Apps in a configuration file. A change keeps all else in it as it stands, comments and order
 * included, and is written only when the result has no problem that the file did not have before: a
 * secret that only the server's environment knows is none of the change.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-043, LIM-045"
 */
public final class AppsFile implements AppsPlace {
  private static final int MOST_BYTES = 2 << 20;

  private final Path file;
  private final OfEnvironment environment;
  private final Map<String, String> variables;

  /**
   * The apps of that file.
   *
   * @param variables of the environment, which are stronger than the file
   */
  public AppsFile(Path file, Map<String, String> variables) {
    this.file = file;
    this.variables = Map.copyOf(variables);
    this.environment = new OfEnvironment(this.variables);
  }

  /** Apps that variables define, without any file. */
  public static AppsPlace none(Map<String, String> variables) {
    return new EnvironmentApps(new OfEnvironment(Map.copyOf(variables)));
  }

  /** Makes a file of apps where there is none yet. */
  public static void make(Path file, List<Tree.Group> apps) throws NotChanged {
    ReplacedFile.make(file, Written.apps(apps).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether this configuration has its apps in a database, so that those of the file say nothing.
   */
  public boolean isElsewhere() throws NotChanged {
    String kind = variables.get("BELFRY_APP_SOURCE_KIND");
    return kind == null
        ? AppsText.isElsewhere(text(ReplacedFile.at(file).read(MOST_BYTES)))
        : kind.equals("jdbc");
  }

  /** Whether there is something at that path. */
  public boolean isThere() {
    return Files.exists(file);
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public List<Listed> list() throws NotChanged {
    List<Listed> all = new ArrayList<>();
    String text = text(ReplacedFile.at(file).read(MOST_BYTES));
    List<Tree.Group> apps = AppsText.apps(text);
    for (int i = 0; i < apps.size(); i++) {
      all.add(environment.over(i, listed(apps.get(i), "file")));
    }
    environment.further(apps.size()).forEach(all::add);
    return all;
  }

  /** What people may see of a definition. */
  static Listed listed(Tree.Group app, String place) {
    List<Key> keys =
        AppsText.groups(app, "keys").stream()
            .map(
                key ->
                    new Key(
                        AppsText.text(key, "key"), !AppsText.text(key, "active").equals("false")))
            .toList();
    return new Listed(
        AppsText.text(app, "id"),
        AppsText.text(app, "name"),
        AppsPlace.State.of(!AppsText.text(app, "enabled").equals("false")),
        keys,
        AppsText.groups(app, "webhooks").size(),
        place);
  }

  @Override
  public void make(Change change) throws NotChanged {
    ReplacedFile target = ReplacedFile.at(file);
    byte[] old = target.read(MOST_BYTES);
    String text = text(old);
    List<Tree.Group> apps = AppsText.apps(text);
    environment.refuse(change, apps.stream().map(app -> AppsText.text(app, "id")).toList());
    String mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
    String changed = mark + AppsText.changed(text.substring(mark.length()), change);
    refuseProblems(text, changed);
    target.replace(old, changed.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) throws NotChanged {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NotChanged("The file is not UTF-8 text.");
    }
  }

  private void refuseProblems(String before, String after) throws NotChanged {
    List<String> known = new ArrayList<>(problems(before));
    List<String> more = problems(after).stream().filter(problem -> !known.remove(problem)).toList();
    if (!more.isEmpty()) {
      throw new NotChanged(
          "The file would have a problem that it does not have now: " + more.get(0));
    }
  }

  // Without the places, which move when an app comes or goes.
  private List<String> problems(String text) {
    return switch (ConfigReader.read(text, variables, Map.of())) {
      case ConfigResult.Loaded loaded -> List.of();
      case ConfigResult.NotConfigured refused ->
          refused.problems().stream()
              .map(ConfigProblem::sentence)
              .map(sentence -> sentence.replaceAll("apps\\[\\d+]", "apps[]"))
              .toList();
    };
  }
}
