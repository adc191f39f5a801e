package io.belfry.cli.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Publishes over one connection that is kept alive, one request after the other, so that what it
 * publishes to a channel has one order. Who is due while an answer is awaited waits in a queue;
 * what finds the queue full is counted as unsent.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
@Sharable // after a lost connection the next one has the same handler
final class Publisher extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final int MAX_WAITING = 2_000;
  private static final int MAX_ANSWER = 1024 * 1024;
  private static final int WRONG_REQUEST_END = 405;
  private static final Pattern REASON = Pattern.compile("\"reason\":\"([a-z_]+)\"");
  private static final Pattern ERROR = Pattern.compile("\"error\":\"([^\"\\\\]+)\"");

  private final Sockets sockets;
  private final PublishRequests requests;
  private final Tally tally;
  private final Observer observer;
  private final Deque<Due> waiting = new ArrayDeque<>();
  private @Nullable Channel socket;
  private @Nullable Sent sent;
  private boolean isConnecting;

  /** Who is told that it makes no sense to go on. */
  interface Observer {
    /** Nobody answers where the HTTP API was expected. */
    void unreachable(String why);

    /** What is published is refused, and always will be. */
    void refused(String why);
  }

  /**
   * An event that is to be published.
   *
   * @param channel where
   * @param moment when it was due, by {@link System#nanoTime}
   * @param size of its data
   */
  record Due(LoadChannel channel, long moment, int size) {}

  private record Sent(Due due, int number) {}

  Publisher(Sockets sockets, PublishRequests requests, Tally tally, Observer observer) {
    this.sockets = sockets;
    this.requests = requests;
    this.tally = tally;
    this.observer = observer;
  }

  void publish(Due due) {
    if (waiting.size() >= MAX_WAITING) {
      tally.count(Count.UNSENT);
      return;
    }
    waiting.add(due);
    next();
  }

  /** Whether nothing waits to be sent or answered. */
  boolean isIdle() {
    return waiting.isEmpty() && sent == null;
  }

  /** Gives up what is not sent or answered yet. */
  void stop() {
    tally.add(Count.UNSENT, waiting.size());
    waiting.clear();
    if (sent != null) {
      unanswered(sent);
    }
    if (socket != null) {
      socket.close();
    }
  }

  private void next() {
    if (sent != null || waiting.isEmpty()) {
      return;
    }
    if (socket == null) {
      connect();
      return;
    }
    Due due = waiting.remove();
    int number = due.channel().takeNumber();
    sent = new Sent(due, number);
    String data = new Payload(due.channel().index(), number, due.moment()).text(due.size());
    socket.writeAndFlush(requests.of(due.channel().name().text(), data));
  }

  private void connect() {
    if (isConnecting) {
      return;
    }
    isConnecting = true;
    sockets
        .bootstrap(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(MAX_ANSWER))
                    .addLast(Publisher.this);
              }
            })
        .connect(requests.target().host(), requests.target().apiPort())
        .addListener((ChannelFuture connected) -> connected(connected));
  }

  private void connected(ChannelFuture connected) {
    isConnecting = false;
    if (connected.isSuccess()) {
      socket = connected.channel();
      next();
    } else {
      observer.unreachable(ServerWords.of(connected.cause()));
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, FullHttpResponse answer) {
    Sent answered = sent;
    if (answered == null) {
      return;
    }
    sent = null;
    if (answer.status().equals(HttpResponseStatus.OK)) {
      tally.count(Count.PUBLISHED);
      tally.time(Lap.PUBLISH, System.nanoTime() - answered.due().moment());
    } else {
      refused(answered, answer);
    }
    next();
  }

  private void refused(Sent refused, FullHttpResponse answer) {
    refused.due().channel().voidNumber(refused.number());
    tally.count(Count.REFUSED);
    String body = answer.content().toString(StandardCharsets.UTF_8);
    String status = "HTTP " + answer.status().code();
    tally.error(status + first(REASON, body));
    if (answer.status().code() < WRONG_REQUEST_END) {
      observer.refused(ServerWords.of(status + first(ERROR, body)));
    }
  }

  private static String first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? " " + found.group(1) : "";
  }

  private void unanswered(Sent lost) {
    sent = null;
    lost.due().channel().voidNumber(lost.number());
    tally.count(Count.UNANSWERED);
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    socket = null;
    if (sent != null) {
      unanswered(sent);
    }
    next();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    tally.error("HTTP: " + ServerWords.of(cause));
    from.close();
  }
}
