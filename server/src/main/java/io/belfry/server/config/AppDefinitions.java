package io.belfry.server.config;

import io.belfry.server.app.App;
import io.belfry.server.config.file.DefinitionReader;
import java.util.List;

/**
 * Reads definitions of apps that stand elsewhere than in the configuration, each a text in JSON or
 * YAML of the shape of an entry of {@code apps}, with the judgement and the sentences of the file.
 * What a definition leaves to the node is what the node has. It cannot name files of the machine,
 * as whoever wrote it need not be the operator.
 *
 * <pre>{@code
 * AppDefinitions definitions = AppDefinitions.of(config);
 * switch (definitions.read("app 7", text)) {
 *   case AppDefinitions.Sound sound -> apps.add(sound.app());
 *   case AppDefinitions.Faulty faulty -> faulty.problems().forEach(log::warn);
 * }
 * }</pre>
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-043 to LIM-048, LIM-061, LIM-064"
 */
public final class AppDefinitions {
  private final DefinitionReader reader;

  private AppDefinitions(ServerConfig node) {
    this.reader = new DefinitionReader(node);
  }

  /** Definitions of apps of a server with that configuration. */
  public static AppDefinitions of(ServerConfig node) {
    return new AppDefinitions(node);
  }

  /**
   * Reads one. Never fails: what is wrong is told, all of it.
   *
   * @param place what sentences call it, such as {@code app 7 of belfry_apps}
   * @param text the definition; at most 256 KiB
   */
  public Definition read(String place, String text) {
    return reader.read(place, text);
  }

  /** What became of reading one. Nothing in it repeats a secret. */
  public sealed interface Definition {}

  /**
   * It can be used.
   *
   * @param app what was read
   * @param notes what an operator should know, a sentence each
   */
  public record Sound(App app, List<String> notes) implements Definition {
    /** Takes a copy of the notes. */
    public Sound {
      notes = List.copyOf(notes);
    }
  }

  /**
   * It cannot.
   *
   * @param problems all that is wrong, a sentence each, with the place
   */
  public record Faulty(List<String> problems) implements Definition {
    /** Takes a copy of the problems. */
    public Faulty {
      problems = List.copyOf(problems);
    }
  }
}
