package io.belfry.cli.migrate;

import io.belfry.cli.migrate.Entry.NoLimit;
import io.belfry.cli.migrate.Fields.Taken;
import io.belfry.server.app.Limit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Clients of laravel-echo-server, from its {@code laravel-echo-server.json}. It has no secrets,
 * since it signs nothing, so one is made for each.
 *
 * <p>Thread: thread-safe if its source of secrets is.
 *
 * @param secrets makes one
 */
record EchoServerApps(Supplier<String> secrets) implements ForeignApps {
  @Override
  public List<Tree.Group> read(ForeignFile file, MigrationReport report) throws NotReadable {
    if (file.form() != ForeignFile.Form.JSON) {
      throw new NotReadable(
          "The clients of laravel-echo-server are read from its laravel-echo-server.json.");
    }
    return Documents.found(JsonText.read(file.text()), List.of("clients"), report, this::app);
  }

  private Optional<Tree.Group> app(Fields client) {
    Optional<Taken> id = client.take("appId");
    Optional<Taken> key = client.take("key");
    Optional<String> idText = id.flatMap(Entry::scalar).filter(text -> !text.isEmpty());
    Optional<String> keyText = key.flatMap(Entry::scalar).filter(text -> !text.isEmpty());
    if (idText.isEmpty() || keyText.isEmpty()) {
      id.ifPresent(field -> client.leave(field, "Its client has no appId or no key."));
      key.ifPresent(field -> client.leave(field, "Its client has no appId or no key."));
      client.leaveRest("Its client was not imported.");
      return Optional.empty();
    }
    AppImport made = new AppImport(NoLimit.NEGATIVE);
    made.identity(idText.get(), keyText.get(), secrets.get());
    made.entry().onOff(client, "client_events.enabled", "enableClientMessages");
    made.limit(client, Limit.MAX_CONNECTIONS, "capacity");
    client.note(
        "laravel-echo-server has no secrets: one was made for each app. Give it to your application,"
            + " which signs with it from now on.");
    client.leaveRest();
    return Optional.of(made.entry().group());
  }
}
