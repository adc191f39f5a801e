package io.belfry.cli.access;

import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.TreeText;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * How contexts stand in their file.
 *
 * <p>Thread: stateless.
 */
final class ContextText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String SECRET = "secret";
  private static final String MASTER_KEY = "encryption_master_key";

  private ContextText() {}

  static Contexts read(Tree tree) throws NoAccess {
    if (!(tree instanceof Tree.Group all)) {
      throw new NoAccess("The file of contexts is no JSON object. Mend or remove it.");
    }
    Map<String, Context> byName = new LinkedHashMap<>();
    if (all.members().get("contexts") instanceof Tree.Group contexts) {
      for (Map.Entry<String, Tree> one : contexts.members().entrySet()) {
        if (one.getValue() instanceof Tree.Group members && Context.isName(one.getKey())) {
          byName.put(one.getKey(), context(members));
        }
      }
    }
    return new Contexts(TreeText.of(all, "current"), byName);
  }

  private static Context context(Tree.Group members) throws NoAccess {
    String config = TreeText.of(members, "config");
    String id = TreeText.of(members, "app_id");
    Context.WhichApp app =
        config.isEmpty()
            ? new Context.Named(
                id,
                TreeText.of(members, "key"),
                Optional.ofNullable(secret(members, SECRET)).orElse(new SecretSource.Value("")),
                Optional.ofNullable(secret(members, MASTER_KEY)))
            : new Context.Configured(path(config), id);
    return new Context(
        text(members, "url"),
        app,
        text(members, "ca_file").isEmpty()
            ? Optional.empty()
            : Optional.of(path(TreeText.of(members, "ca_file"))));
  }

  private static Optional<String> text(Tree.Group members, String name) {
    return Optional.of(TreeText.of(members, name)).filter(text -> !text.isEmpty());
  }

  private static @Nullable SecretSource secret(Tree.Group members, String name) throws NoAccess {
    String value = TreeText.of(members, name);
    String variable = TreeText.of(members, name + "_env");
    String file = TreeText.of(members, name + "_file");
    if (!value.isEmpty()) {
      return new SecretSource.Value(value);
    }
    if (!variable.isEmpty()) {
      return new SecretSource.Variable(variable);
    }
    return file.isEmpty() ? null : new SecretSource.Kept(path(file));
  }

  private static Path path(String text) throws NoAccess {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new NoAccess("The file of contexts names a file that cannot be. Mend or remove it.");
    }
  }

  static String of(Contexts contexts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("current", contexts.current());
      json.writeObjectPropertyStart("contexts");
      contexts
          .byName()
          .forEach(
              (name, context) -> {
                json.writeObjectPropertyStart(name);
                write(json, context);
                json.writeEndObject();
              });
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Context context) {
    context.url().ifPresent(url -> json.writeStringProperty("url", url));
    context.trust().ifPresent(file -> json.writeStringProperty("ca_file", file.toString()));
    switch (context.app()) {
      case Context.Configured configured -> {
        json.writeStringProperty("config", configured.file().toString());
        json.writeStringProperty("app_id", configured.id());
      }
      case Context.Named named -> {
        json.writeStringProperty("app_id", named.id());
        json.writeStringProperty("key", named.key());
        write(json, SECRET, named.secret());
        named.masterKey().ifPresent(source -> write(json, MASTER_KEY, source));
      }
    }
  }

  private static void write(JsonGenerator json, String name, SecretSource source) {
    switch (source) {
      case SecretSource.Value value -> json.writeStringProperty(name, value.secret());
      case SecretSource.Variable variable ->
          json.writeStringProperty(name + "_env", variable.name());
      case SecretSource.Kept file ->
          json.writeStringProperty(name + "_file", file.path().toString());
    }
  }
}
