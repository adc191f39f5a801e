package io.belfry.cli.migrate;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Takes the apps of another server over: reads its file, maps what has a place here, reports the
 * rest, and lets only what a configuration may have pass.
 *
 * <p>Thread: thread-safe if its source of secrets is.
 *
 * @see "rules LIM-002, LIM-047"
 */
public final class Migration {
  private final Map<String, Tree> variables;
  private final Supplier<String> secrets;

  /** A server whose apps can be read. */
  public enum From {
    /** soketi 1.x. */
    SOKETI,
    /** Laravel Reverb 1.x. */
    REVERB,
    /** Sockudo. */
    SOCKUDO,
    /** laravel-echo-server. */
    ECHO_SERVER
  }

  /**
   * What an import has come to.
   *
   * @param apps entries of {@code apps}, with secrets
   * @param report what was left
   */
  public record Imported(List<Tree.Group> apps, MigrationReport report) {
    /** Takes a copy. */
    public Imported {
      apps = List.copyOf(apps);
    }
  }

  /**
   * A migration.
   *
   * @param variables environment that files may refer to, by name; empty where none is known
   * @param secrets makes a secret for apps that have none
   */
  public Migration(Map<String, Tree> variables, Supplier<String> secrets) {
    this.variables = Map.copyOf(variables);
    this.secrets = secrets;
  }

  /**
   * Reads a file.
   *
   * @param from whose it is
   * @param name of the file, whose ending may say what it is written in
   * @param bytes what is in it
   * @throws NotReadable if it is none that this server reads, or beyond what is read here
   */
  public Imported read(From from, String name, byte[] bytes) throws NotReadable {
    String text = text(bytes);
    MigrationReport report = new MigrationReport();
    ForeignFile file = new ForeignFile(ForeignFile.form(name, text), text, variables);
    List<Tree.Group> apps = apps(from).read(file, report);
    return new Imported(new Acceptance(report).of(apps), report);
  }

  /** The text of a file, within the bounds of what is read. */
  public static String text(byte[] bytes) throws NotReadable {
    if (bytes.length > Bounds.BYTES) {
      throw new NotReadable("The file is larger than 2 MiB.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new NotReadable("The file is not UTF-8 text.");
    }
  }

  private ForeignApps apps(From from) {
    return switch (from) {
      case SOKETI -> new SoketiApps();
      case REVERB -> new ReverbApps();
      case SOCKUDO -> new SockudoApps();
      case ECHO_SERVER -> new EchoServerApps(secrets);
    };
  }
}
