package io.belfry.cli.migrate;

import io.belfry.cli.migrate.Entry.Amount;
import io.belfry.cli.migrate.Entry.NoLimit;
import io.belfry.cli.migrate.Fields.Taken;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes one app of the fields of a foreign one: what soketi and Sockudo have in common, whose names
 * differ by their spelling alone.
 *
 * <p>Thread: confined to its caller.
 */
final class AppImport {
  private static final double KIB = 1024;

  private final Entry entry = new Entry();
  private final NoLimit noLimit;

  AppImport(NoLimit noLimit) {
    this.noLimit = noLimit;
  }

  Entry entry() {
    return entry;
  }

  /**
   * The id, and the one key with its secret.
   *
   * @return whether all three are there; what is missing is reported
   */
  boolean identity(Fields app, List<String> ids, List<String> keys, List<String> secrets) {
    Optional<Taken> id = app.take(ids.toArray(String[]::new));
    Optional<Taken> key = app.take(keys.toArray(String[]::new));
    Optional<Taken> secret = app.take(secrets.toArray(String[]::new));
    boolean hasId = isText(app, "id", id);
    boolean hasKey = isText(app, "key", key);
    if (!isText(app, "secret", secret) || !hasId || !hasKey) {
      for (Optional<Taken> field : List.of(id, key, secret)) {
        field.ifPresent(value -> app.leave(value, "Its app was not imported."));
      }
      return false;
    }
    identity(text(id), text(key), text(secret));
    return true;
  }

  /** The same, said outright. */
  void identity(String id, String key, String secret) {
    entry.put("id", new Tree.Text(id));
    Entry pair = new Entry();
    pair.put("key", new Tree.Text(key));
    pair.put("secret", new Tree.Text(secret));
    entry.put("keys", new Tree.Items(List.of(pair.group())));
  }

  private static String text(Optional<Taken> field) {
    return field.flatMap(Entry::scalar).orElse("");
  }

  private static boolean isText(Fields app, String what, Optional<Taken> field) {
    if (!text(field).isEmpty()) {
      return true;
    }
    app.note(
        (app.path().isEmpty() ? "The app" : app.path())
            + " was not imported: its "
            + what
            + " is missing or cannot be read.");
    return false;
  }

  /** A limit that is counted as here. */
  void limit(Fields app, Limit limit, String... names) {
    entry.number(app, of(limit, 1), names);
  }

  /** A size that is written in KiB. */
  void kibibytes(Fields app, Limit limit, String... names) {
    entry.number(app, of(limit, KIB), names);
  }

  /** The size of an event's data in KiB, which is that of client events too. */
  void payload(Fields app, String... names) {
    kibibytes(app, Limit.MAX_EVENT_PAYLOAD_BYTES, names);
    entry
        .at("limits." + Limit.MAX_EVENT_PAYLOAD_BYTES.key())
        .ifPresent(
            bytes -> entry.put("limits." + Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES.key(), bytes));
  }

  /** A pace that is counted by another time than the second. */
  void pace(Fields app, Limit limit, double factor, String... names) {
    entry.number(app, of(limit, factor), names);
  }

  private Amount of(Limit limit, double factor) {
    return new Amount("limits." + limit.key(), limit.kind(), factor, noLimit);
  }

  /** Signing in, which there also closes who does not sign in. */
  void userAuthentication(Fields app, String... names) {
    app.take(names)
        .ifPresent(
            field ->
                Entry.isOn(field)
                    .ifPresentOrElse(
                        on -> userAuthentication(on),
                        () -> app.leave(field, "Expected true or false.")));
  }

  private void userAuthentication(boolean isOn) {
    Tree.Word word = new Tree.Word(String.valueOf(isOn));
    entry.put("user_authentication.enabled", word);
    entry.put("authorized_connections", word);
  }

  /** Web pages that may connect. */
  void origins(Fields app, String name) {
    app.take(name)
        .ifPresent(
            field -> {
              List<Tree> origins = new ArrayList<>();
              for (Taken item : Entry.items(field)) {
                origin(app, item).ifPresent(origins::add);
              }
              entry.put("allowed_origins", new Tree.Items(origins));
            });
  }

  // One that is left must not let every page in, as no list at all would.
  private static Optional<Tree> origin(Fields app, Taken item) {
    Optional<String> text = Entry.scalar(item);
    List<String> mistakes =
        text.map(origin -> AppSettings.ALLOWED_ORIGINS.kind().read(List.of(origin)).mistakes())
            .orElse(List.of(" has to be a text."));
    if (!mistakes.isEmpty()) {
      app.leave(item, "allowed_origins" + mistakes.get(0));
      return Optional.empty();
    }
    return text.map(Tree.Text::new);
  }

  /** The webhooks of the app, if it has any. */
  void webhooks(Fields app, WebhookImport webhooks, String... names) {
    app.take(names)
        .map(field -> webhooks.of(app, field))
        .filter(items -> !items.isEmpty())
        .ifPresent(items -> entry.put("webhooks", new Tree.Items(items)));
  }
}
