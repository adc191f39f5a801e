package io.belfry.client.internal;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * WebSockets of the JDK, each with an HTTP client of its own that ends with it.
 *
 * <p>Thread: thread-safe.
 */
final class WebSocketTransport implements Transport {
  private static final String SUBPROTOCOL = "pusher-channels-protocol-7";
  private static final int MAX_MESSAGE_CHARACTERS = 8 << 20;
  private static final int MAX_WAITING_MESSAGES = 10_000;
  private static final int MESSAGES_AHEAD = 64;
  private static final int NORMAL_CLOSE = 1000;

  @Override
  public Link open(Target target, Events events) {
    OwnedHttpClient http = new OwnedHttpClient(target.tls(), target.proxy());
    JdkLink link = new JdkLink(http, events);
    link.open(target);
    return link;
  }

  private static final class JdkLink implements Link, WebSocket.Listener {
    private final OwnedHttpClient http;
    private final Events events;
    private final StringBuilder parts = new StringBuilder();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    private CompletableFuture<WebSocket> lastSend = opened;

    JdkLink(OwnedHttpClient http, Events events) {
      this.http = http;
      this.events = events;
    }

    void open(Target target) {
      WebSocket.Builder builder = http.get().newWebSocketBuilder().subprotocols(SUBPROTOCOL);
      target.headers().forEach(builder::header);
      builder.buildAsync(target.uri(), this).whenComplete(this::built);
    }

    private void built(@Nullable WebSocket socket, @Nullable Throwable failure) {
      if (socket != null) {
        opened.complete(socket);
      } else if (failure != null) {
        fail(failure);
      }
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (over.get()) {
        socket.abort();
      } else {
        socket.request(MESSAGES_AHEAD);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      if (parts.length() + part.length() > MAX_MESSAGE_CHARACTERS) {
        fail(
            new IllegalStateException(
                "A message is longer than " + MAX_MESSAGE_CHARACTERS + " characters."));
        return null;
      }
      parts.append(part);
      if (last) {
        String message = parts.toString();
        parts.setLength(0);
        events.text(message);
      } else {
        socket.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
      return alive(socket);
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
      return alive(socket);
    }

    private @Nullable CompletionStage<?> alive(WebSocket socket) {
      events.activity();
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      if (over.compareAndSet(false, true)) {
        events.ended(code, reason);
      }
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      fail(failure);
    }

    @Override
    public void send(String text) {
      if (waiting.incrementAndGet() > MAX_WAITING_MESSAGES) {
        fail(
            new IllegalStateException(
                MAX_WAITING_MESSAGES + " messages wait for the network; it takes none."));
        return;
      }
      then(
          socket ->
              socket.sendText(text, true).whenComplete((sent, e) -> waiting.decrementAndGet()));
    }

    @Override
    public void ping() {
      then(socket -> socket.sendPing(ByteBuffer.allocate(0)));
    }

    @Override
    public void close() {
      then(socket -> socket.sendClose(NORMAL_CLOSE, ""));
    }

    // The JDK takes the next message only when the last one is gone.
    private synchronized void then(Function<WebSocket, CompletableFuture<WebSocket>> send) {
      lastSend = lastSend.thenCompose(send);
      lastSend.whenComplete(
          (sent, e) -> {
            if (e != null) {
              fail(e);
            }
          });
    }

    @Override
    public void proceed() {
      opened.thenAccept(socket -> socket.request(1));
    }

    @Override
    public void abort() {
      over.set(true);
      opened.thenAccept(WebSocket::abort);
      http.close();
    }

    private void fail(Throwable failure) {
      if (over.compareAndSet(false, true)) {
        Throwable cause = failure.getCause();
        events.failed(failure instanceof CompletionException && cause != null ? cause : failure);
      }
    }
  }
}
