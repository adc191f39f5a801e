package io.belfry.client.okhttp;

import io.belfry.client.internal.Transport;
import io.belfry.client.internal.UpgradeRefusal;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of OkHttp.
 *
 * <p>Thread: thread-safe; events come from OkHttp's reader of this socket, and the end of one that
 * cannot be written to from its writer.
 */
final class OkHttpLink extends WebSocketListener implements Transport.Link {
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final int MAX_MESSAGE_CHARACTERS = 8 << 20;
  private static final int MESSAGES_AHEAD = 64;
  private static final int NORMAL_CLOSE = 1000;
  private static final int NO_STATUS = 1005;

  private final Transport.Events events;
  private final Semaphore room = new Semaphore(MESSAGES_AHEAD);
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable WebSocket socket;

  OkHttpLink(Transport.Events events) {
    this.events = events;
  }

  void open(OkHttpClient client, Request request) {
    WebSocket opening = client.newWebSocket(request, this);
    socket = opening;
    if (over.get()) {
      opening.cancel();
    }
  }

  @Override
  public void onMessage(WebSocket from, String text) {
    if (text.length() > MAX_MESSAGE_CHARACTERS) {
      fail(new IOException("a message is longer than " + MAX_MESSAGE_CHARACTERS + " characters"));
      from.cancel();
      return;
    }
    // Nobody interrupts the thread of OkHttp; an abort makes room.
    room.acquireUninterruptibly();
    if (!over.get()) {
      events.text(text);
    }
  }

  @Override
  public void onClosing(WebSocket from, int code, String reason) {
    from.close(code == NO_STATUS ? NORMAL_CLOSE : code, null);
    if (over.compareAndSet(false, true)) {
      events.ended(code, reason);
    }
  }

  @Override
  public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
    fail(
        response == null
            ? failure
            : new UpgradeRefusal(response.code(), String.valueOf(failure.getMessage())));
  }

  private void fail(Throwable failure) {
    if (over.compareAndSet(false, true)) {
      events.failed(failure);
    }
  }

  @Override
  public void send(String text) {
    WebSocket open = socket;
    if (open != null && !open.send(text) && !over.get()) {
      fail(new IOException("more waits for the network than OkHttp keeps, and it takes none"));
      open.cancel();
    }
  }

  @Override
  public void ping() {
    send(PING);
  }

  @Override
  public void close() {
    WebSocket open = socket;
    if (open != null) {
      open.close(NORMAL_CLOSE, null);
    }
  }

  @Override
  public void proceed() {
    room.release();
  }

  @Override
  public void abort() {
    over.set(true);
    WebSocket open = socket;
    if (open != null) {
      open.cancel();
    }
    room.release(MESSAGES_AHEAD);
  }
}
