package io.belfry.cli.doctor;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.NoAccess;
import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.message.ClientMessageWriter;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserAuth;
import io.belfry.rest.UserData;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * What needs the secret of an app: tokens of a client, and calls of a backend.
 *
 * <p>Thread: confined to its caller.
 */
final class Signed implements AutoCloseable {
  private final HttpClient http;
  private final Pusher backend;
  private final String channel;

  Signed(Line line, Access access) throws NoAccess {
    this(line, access, anyChannel());
  }

  /** The same channel at another address. */
  Signed(Line line, Access access, Signed other) throws NoAccess {
    this(line, access, other.channel);
  }

  private Signed(Line line, Access access, String channel) throws NoAccess {
    this.channel = channel;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .sslContext(line.context())
            .build();
    this.backend = new Pusher(access.options(), http);
  }

  private static String anyChannel() {
    byte[] name = new byte[8];
    new SecureRandom().nextBytes(name);
    return "private-belfry-doctor-" + HexFormat.of().formatHex(name);
  }

  String signin(String socketId) {
    UserAuth auth = backend.authenticateUser(socketId, UserData.of("belfry-doctor"));
    return ClientMessageWriter.signin(new ClientMessage.Signin(auth.auth(), auth.userData()));
  }

  String subscribe(String socketId) {
    String auth = backend.authorizeChannel(socketId, channel).auth();
    return ClientMessageWriter.subscribe(new ClientMessage.Subscribe(channel, auth, null));
  }

  void ask() {
    backend.queries().channel(channel);
  }

  void publish() {
    backend.trigger(channel, "belfry-doctor", "{}");
  }

  @Override
  public void close() {
    backend.close();
    http.shutdownNow();
  }
}
