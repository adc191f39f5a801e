package io.belfry.cli.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * All connections of a load test, oldest first: opens them, so many at a time, and lets the oldest
 * go and be replaced.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
final class Crowd implements LoadConnection.Observer {
  private static final int MAX_OPENING = 200;
  private static final int MAX_HEAD = 16 * 1024;
  private static final int MAX_FRAME = 16 * 1024 * 1024;

  private final Sockets sockets;
  private final Cast cast;
  private final Tally tally;
  private final Runnable onChange;
  private final LinkedHashSet<LoadConnection> present = new LinkedHashSet<>();
  private final LinkedHashSet<LoadConnection> leaving = new LinkedHashSet<>();
  private int wanted;
  private int opening;
  private long begun;
  private Optional<String> lastReason = Optional.empty();

  /**
   * Who appears.
   *
   * @param target where they connect
   * @param run word that no other load test has in its names
   * @param users as how many users they sign in
   * @param channels where they subscribe
   */
  record Cast(Target target, String run, int users, List<LoadChannel> channels) {
    Cast {
      channels = List.copyOf(channels);
    }

    LoadConnection.Role role(long number) {
      String user = users == 0 ? null : run + "-user-" + number % users;
      LoadChannel channel = channels.get((int) (number % channels.size()));
      return new LoadConnection.Role(
          channel, user, user == null ? run + "-member-" + number : user);
    }
  }

  /**
   * Nobody yet.
   *
   * @param onChange runs whenever a connection came to stand or ended
   */
  Crowd(Sockets sockets, Cast cast, Tally tally, Runnable onChange) {
    this.sockets = sockets;
    this.cast = cast;
    this.tally = tally;
    this.onChange = onChange;
  }

  /** One more connection, at once or as soon as there are not too many being opened. */
  void open() {
    wanted++;
    fill();
  }

  /** The oldest goes and another comes; nothing happens while the last ones have not come yet. */
  void replaceOldest() {
    if (wanted == 0 && !present.isEmpty()) {
      leave(present.iterator().next());
      open();
    }
  }

  /** All go. */
  void leaveAll() {
    wanted = 0;
    List.copyOf(present).forEach(this::leave);
  }

  /** How many stand. */
  int present() {
    return present.size();
  }

  /** Whether some are on their way, in or out. */
  boolean isMoving() {
    return wanted > 0 || opening > 0 || !leaving.isEmpty();
  }

  /** How many were asked for in all. */
  long begun() {
    return begun + wanted;
  }

  /** Why the last one ended that did not leave by itself. */
  Optional<String> lastReason() {
    return lastReason;
  }

  @Override
  public void present(LoadConnection connection) {
    opening--;
    present.add(connection);
    fill();
    onChange.run();
  }

  @Override
  public void gone(LoadConnection connection, LoadConnection.State before, String reason) {
    switch (before) {
      case OPENING, SIGNING_IN, SUBSCRIBING -> {
        opening--;
        mourn(Count.FAILED, reason);
      }
      case PRESENT, LEAVING, PARTING -> mourn(Count.DROPPED, reason);
      case GONE -> {}
    }
    present.remove(connection);
    leaving.remove(connection);
    fill();
    onChange.run();
  }

  private void mourn(Count what, String reason) {
    tally.count(what);
    tally.error(what.key() + ": " + reason);
    lastReason = Optional.of(reason);
  }

  private void leave(LoadConnection connection) {
    present.remove(connection);
    leaving.add(connection);
    connection.leave();
  }

  private void fill() {
    while (wanted > 0 && opening < MAX_OPENING) {
      wanted--;
      opening++;
      connect(new LoadConnection(cast.role(begun++), new Tokens(cast.target.app()), tally, this));
    }
  }

  private void connect(LoadConnection connection) {
    sockets
        .bootstrap(pipeline(connection))
        .connect(cast.target.host(), cast.target.port())
        .addListener(
            (ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                connection.fail(connected.cause());
              }
            });
  }

  private ChannelInitializer<Channel> pipeline(LoadConnection connection) {
    String origin = cast.target.visit().origin();
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(uri())
            // It is no page, so it claims no origin unless it is told to.
            .generateOriginHeader(false)
            .customHeaders(
                origin.isEmpty()
                    ? EmptyHttpHeaders.INSTANCE
                    : new DefaultHttpHeaders().set(HttpHeaderNames.ORIGIN, origin))
            .version(WebSocketVersion.V13)
            .handleCloseFrames(false)
            .sendCloseFrame(null)
            .withUTF8Validator(false)
            .maxFramePayloadLength(MAX_FRAME)
            .build();
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(new HttpClientCodec())
            .addLast(new HttpObjectAggregator(MAX_HEAD))
            .addLast(new WebSocketClientProtocolHandler(config))
            .addLast(connection);
      }
    };
  }

  private URI uri() {
    Target target = cast.target;
    return URI.create(
        "ws://"
            + target.authority()
            + target.visit().prefix()
            + "/app/"
            + target.app().key()
            + "?protocol=7&client=belfry-load&version=1");
  }
}
