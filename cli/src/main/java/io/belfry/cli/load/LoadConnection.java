package io.belfry.cli.load;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.message.ClientMessageWriter;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageReader;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its upgrade to its end: it signs in if it is somebody, subscribes to its
 * channel, counts what arrives, and leaves only when it has all that it is owed.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
final class LoadConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final long PATIENCE_SECONDS = 10;
  private static final long LAST_WAIT_SECONDS = 5;
  private static final long FAREWELL_SECONDS = 2;
  private static final int FIRST_OPEN_CODE = 4300;

  /** How far it has come. */
  enum State {
    /** It waits for its greeting. */
    OPENING,
    /** It waits for the answer to its sign-in. */
    SIGNING_IN,
    /** It waits for the answer to its subscription. */
    SUBSCRIBING,
    /** It stands. */
    PRESENT,
    /** It waits for the last messages before it goes. */
    LEAVING,
    /** It has said that it goes, and waits for the server's word. */
    PARTING,
    /** It is gone. */
    GONE
  }

  /** Who is told of its life. */
  interface Observer {
    /** It stands. */
    void present(LoadConnection connection);

    /** It ended; {@code reason} says why, as the server put it. */
    void gone(LoadConnection connection, State before, String reason);
  }

  /**
   * Who it is.
   *
   * @param channel where it subscribes
   * @param user as whom it signs in; null for nobody
   * @param member its id on a presence channel
   */
  record Role(LoadChannel channel, @Nullable String user, String member) {}

  private final Role role;
  private final Tokens tokens;
  private final Tally tally;
  private final Observer observer;
  private final Receipts receipts;
  private State state = State.OPENING;
  private @Nullable SocketId socketId;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> deadline;
  private long lapStart = System.nanoTime();
  private int end;
  private String reason = "connection lost";

  LoadConnection(Role role, Tokens tokens, Tally tally, Observer observer) {
    this.role = role;
    this.tokens = tokens;
    this.tally = tally;
    this.observer = observer;
    this.receipts = new Receipts(role.channel());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    deadline = added.executor().schedule(this::giveUp, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The socket could not be opened. */
  void fail(Throwable cause) {
    reason = ServerWords.of(cause);
    end();
  }

  /** It goes as soon as it has all that was sent so far, or when its patience ends. */
  void leave() {
    if (state != State.PRESENT || context == null) {
      return;
    }
    state = State.LEAVING;
    end = role.channel().sent();
    deadline = context.executor().schedule(this::sayGoodbye, LAST_WAIT_SECONDS, TimeUnit.SECONDS);
    leaveIfSettled();
  }

  /** Cuts it off without a word. */
  void cut() {
    if (context != null) {
      context.close();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame text ->
          Payload.in(text.content())
              .ifPresentOrElse(
                  this::deliver,
                  () -> ServerMessageReader.read(text.text()).ifPresent(this::receive));
      case CloseWebSocketFrame close -> closed(from, close);
      default -> {} // Netty has answered pings
    }
  }

  private void receive(ServerMessage message) {
    switch (message) {
      case ServerMessage.ConnectionEstablished greeting -> greeted(greeting.socketId());
      case ServerMessage.SigninSuccess success -> signedIn();
      case ServerMessage.SubscriptionSucceeded success -> subscribed();
      case ServerMessage.Ping ping -> send(ClientMessageWriter.pong());
      case ServerMessage.Failure failure -> failed(failure);
      case ServerMessage.SubscriptionError error -> refuse(error.status(), error.error());
      case ServerMessage.Pong pong -> {}
      case ServerMessage.Event event -> {} // who comes and goes on a presence channel
    }
  }

  private void greeted(SocketId id) {
    socketId = id;
    lap(Lap.CONNECT);
    if (role.user() == null) {
      subscribe(id);
    } else {
      state = State.SIGNING_IN;
      send(ClientMessageWriter.signin(tokens.signin(id, role.user())));
    }
  }

  private void signedIn() {
    if (state == State.SIGNING_IN && socketId != null) {
      tally.count(Count.SIGNED_IN);
      lap(Lap.SIGN_IN);
      subscribe(socketId);
    }
  }

  private void subscribe(SocketId id) {
    state = State.SUBSCRIBING;
    send(ClientMessageWriter.subscribe(tokens.subscribe(id, role.channel().name(), role.member())));
  }

  private void subscribed() {
    if (state == State.SUBSCRIBING) {
      state = State.PRESENT;
      cancelDeadline();
      receipts.begin();
      tally.count(Count.SUBSCRIBED);
      tally.count(Count.OPENED);
      lap(Lap.SUBSCRIBE);
      observer.present(this);
    }
  }

  private void deliver(Payload payload) {
    LoadChannel channel = role.channel();
    if (payload.channel() != channel.index()
        || payload.number() < 0
        || payload.number() >= channel.sent()) {
      tally.error("message that was never sent");
      return;
    }
    tally.time(Lap.DELIVERY, System.nanoTime() - payload.due());
    switch (receipts.take(payload.number())) {
      case IN_ORDER -> tally.count(Count.DELIVERED);
      case LATE -> {
        tally.count(Count.DELIVERED);
        tally.count(Count.OUT_OF_ORDER);
      }
      case AGAIN -> tally.count(Count.DUPLICATED);
    }
    leaveIfSettled();
  }

  private void leaveIfSettled() {
    if (state == State.LEAVING && receipts.owed(end) == 0) {
      sayGoodbye();
    }
  }

  // The server's answer is waited for, so that a connection which left is one that it has let go.
  private void sayGoodbye() {
    if (state != State.LEAVING || context == null) {
      return;
    }
    cancelDeadline();
    tally.add(Count.LOST, receipts.owed(end));
    state = State.PARTING;
    context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    deadline = context.executor().schedule(this::giveUp, FAREWELL_SECONDS, TimeUnit.SECONDS);
  }

  private void closed(ChannelHandlerContext from, CloseWebSocketFrame close) {
    if (state == State.PARTING) {
      state = State.GONE;
      tally.count(Count.LEFT);
    } else if (close.statusCode() >= 0) {
      reason = ServerWords.of(close.statusCode() + " " + close.reasonText());
    }
    from.close();
  }

  // Below the codes of an open connection a close follows, which is counted when it comes.
  private void failed(ServerMessage.Failure failure) {
    if (isPresent() && failure.code() >= FIRST_OPEN_CODE) {
      tally.error(ServerWords.of(failure.code() + " " + failure.message()));
    } else {
      refuse(failure.code(), failure.message());
    }
  }

  private void refuse(int code, String message) {
    reason = ServerWords.of(code + " " + message);
    if (!isPresent()) {
      cut();
    }
  }

  private boolean isPresent() {
    return state.compareTo(State.PRESENT) >= 0;
  }

  private void giveUp() {
    reason = state == State.PARTING ? "no answer to the close" : "no answer in time";
    cut();
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    reason =
        cause instanceof WebSocketClientHandshakeException upgrade && upgrade.response() != null
            ? "upgrade refused with " + upgrade.response().status()
            : ServerWords.of(cause);
    from.close();
  }

  private void end() {
    State before = state;
    state = State.GONE;
    cancelDeadline();
    observer.gone(this, before, reason);
  }

  private void lap(Lap lap) {
    long now = System.nanoTime();
    tally.time(lap, now - lapStart);
    lapStart = now;
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private void send(String text) {
    if (context != null) {
      context.writeAndFlush(new TextWebSocketFrame(text));
    }
  }
}
