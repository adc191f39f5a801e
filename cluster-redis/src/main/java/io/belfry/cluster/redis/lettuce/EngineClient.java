package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress.HostAndPort;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes connections to engine processes. They never mend themselves and queue nothing: whoever uses
 * one learns within a second that it does not work, and makes another.
 *
 * <p>Thread: thread-safe; stages complete on Lettuce's threads, of which there are a few for all
 * connections.
 *
 * @see "cluster.md, section 9"
 */
final class EngineClient implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(1);
  // The first handshake of a process that has just started takes long.
  private static final Duration TLS_PATIENCE = Duration.ofSeconds(3);
  private static final long QUIET_MILLIS = 100;
  private static final int THREADS = 2;

  static {
    // Lettuce takes epoll where both are there, and would say so with each connection it tries.
    System.getProperties().putIfAbsent("io.lettuce.core.iouring", "false");
  }

  private final EngineSettings settings;
  private final HashedWheelTimer timer =
      new HashedWheelTimer(new DefaultThreadFactory("lettuce-timer", true));
  private final ClientResources resources;
  private final Client client;

  EngineClient(EngineSettings settings) {
    this.settings = settings;
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .timer(timer)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    this.client = new Client(resources);
    client.setOptions(options());
  }

  private ClientOptions options() {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .protocolVersion(ProtocolVersion.RESP3)
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .socketOptions(
                SocketOptions.builder().connectTimeout(PATIENCE).tcpNoDelay(true).build())
            .timeoutOptions(TimeoutOptions.enabled(PATIENCE));
    if (settings.isEncrypted()) {
      SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(TLS_PATIENCE);
      settings.caFile().ifPresent(file -> tls.trustManager(file.toFile()));
      options.sslOptions(tls.build());
    }
    return options.build();
  }

  /** Makes a connection for commands. */
  CompletionStage<StatefulRedisConnection<byte[], byte[]>> commands(HostAndPort address) {
    return connect(
        uri -> client.connectAsync(ByteArrayCodec.INSTANCE, uri), address, Introduction.BY_NAME);
  }

  /** Makes a connection for inboxes. */
  CompletionStage<InboxConnection> inbox(HostAndPort address) {
    return connect(
        uri ->
            client
                .connectPubSubAsync(ByteArrayCodec.INSTANCE, uri)
                .thenApply(InboxConnection.class::cast),
        address,
        Introduction.BY_NAME);
  }

  /** Whether the engine is told who this node is. */
  enum Introduction {
    /** With the user's name and password, if there are any. */
    BY_NAME,
    /** Not at all: sentinels seldom ask for it, and refuse what they have not asked for. */
    NONE
  }

  /** Makes a connection for one thing, and closes it afterwards. */
  <A> CompletionStage<A> once(
      HostAndPort address,
      Introduction introduction,
      Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<A>> thing) {
    return connect(uri -> client.connectAsync(ByteArrayCodec.INSTANCE, uri), address, introduction)
        .thenCompose(
            connection ->
                thing
                    .apply(connection.async())
                    .whenComplete((done, failure) -> connection.closeAsync()));
  }

  private <C> CompletionStage<C> connect(
      Function<RedisURI, CompletionStage<C>> way, HostAndPort address, Introduction introduction) {
    // The password may be read from a file, which no event loop should do. Lettuce's own kind of
    // stage never completes what is composed of its failures, so it is not handed on.
    return CompletableFuture.supplyAsync(
            () -> uri(address, introduction), resources.eventExecutorGroup())
        .thenCompose(uri -> way.apply(uri).toCompletableFuture());
  }

  private RedisURI uri(HostAndPort address, Introduction introduction) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(address.host())
            .withPort(address.port())
            .withTimeout(settings.isEncrypted() ? TLS_PATIENCE : PATIENCE)
            .withSsl(settings.isEncrypted())
            .withVerifyPeer(SslVerifyMode.FULL);
    if (introduction == Introduction.BY_NAME) {
      uri.withDatabase(settings.url().database());
      introduce(uri);
    }
    return uri.build();
  }

  private void introduce(RedisURI.Builder uri) {
    char[] password = password().toCharArray();
    if (!settings.username().isEmpty()) {
      uri.withAuthentication(settings.username(), password);
    } else if (password.length > 0) {
      uri.withPassword(password);
    }
  }

  private String password() {
    try {
      return settings.password().read();
    } catch (IOException e) {
      throw new UncheckedIOException("cluster.password_file cannot be read.", e);
    }
  }

  /** Runs something again and again until it is cancelled. */
  ScheduledFuture<?> every(Duration pause, Runnable task) {
    return resources
        .eventExecutorGroup()
        .scheduleWithFixedDelay(task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes all connections and ends the threads, without waiting for it. */
  @Override
  public void close() {
    // The caller may be on the timer's own thread, which cannot wait for itself.
    resources.eventExecutorGroup().execute(this::end);
  }

  private void end() {
    // First of all: a handshake that it gives up later needs the threads that are ended here, and
    // would complain. Those under way are told by the end of their connections.
    timer.stop();
    client
        // Those who wait for the last connections are still told.
        .shutdownAsync(QUIET_MILLIS, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (done, failure) ->
                resources.shutdown(QUIET_MILLIS, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Lettuce's client, with inbox connections that can be left unread. */
  private static final class Client extends RedisClient {
    Client(ClientResources resources) {
      super(resources, new RedisURI());
    }

    @Override
    protected <K, V> PubSubEndpoint<K, V> createPubSubEndpoint() {
      @SuppressWarnings("unchecked") // all connections of this client carry bytes
      PubSubEndpoint<K, V> endpoint =
          (PubSubEndpoint<K, V>) new InboxConnection.Endpoint(getOptions(), getResources());
      return endpoint;
    }

    @Override
    protected <K, V> StatefulRedisPubSubConnectionImpl<K, V> newStatefulRedisPubSubConnection(
        PubSubEndpoint<K, V> endpoint,
        RedisChannelWriter writer,
        RedisCodec<K, V> codec,
        Duration timeout) {
      @SuppressWarnings("unchecked") // all connections of this client carry bytes
      StatefulRedisPubSubConnectionImpl<K, V> connection =
          (StatefulRedisPubSubConnectionImpl<K, V>)
              new InboxConnection((InboxConnection.Endpoint) endpoint, writer, timeout);
      return connection;
    }
  }
}
