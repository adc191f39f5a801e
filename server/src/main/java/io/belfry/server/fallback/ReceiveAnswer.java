package io.belfry.server.fallback;

import io.belfry.server.channel.Loop;

/**
 * One receive request of a session and the lines it is answered with: one write at a time, so that
 * what piles up meanwhile leaves together with the next.
 *
 * <p>Thread: confined to the event loop of the session.
 */
final class ReceiveAnswer implements Exchange.Progress {
  private static final byte[] NOTHING = {};

  private final Exchange exchange;
  private final ReceiveRequest request;
  private final Framing framing;
  private final StreamRoom room;
  private final FallbackSession session;
  private boolean isBegun;
  private boolean isBusy;
  private boolean isSpent;

  ReceiveAnswer(Exchange exchange, ReceiveRequest request, FallbackSession session) {
    this.exchange = exchange;
    this.request = request;
    this.framing = request.framing();
    this.room =
        framing instanceof Framing.Streaming ? StreamRoom.ofStream() : StreamRoom.unbounded();
    this.session = session;
  }

  ReceiveRequest request() {
    return request;
  }

  /** Answers a request for which there is nothing but these last lines. */
  static void answer(Exchange exchange, Framing framing, byte[] lines) {
    switch (framing) {
      case Framing.Streaming streaming -> {
        exchange.begin(Framing.response(StreamFraming.prelude()));
        exchange.write(lines);
        exchange.finish();
      }
      case Framing.Polling polling -> exchange.answer(Framing.response(lines));
      case Framing.Jsonp jsonp -> exchange.answer(Framing.response(jsonp.wrapped(lines)));
    }
  }

  /** Begins to be told what becomes of it. */
  void listen(Loop loop) {
    exchange.listen(loop, this);
  }

  /** Takes what is due if nothing is under way; whether it took something. */
  boolean deliver(Backlog backlog) {
    if (isBusy || isSpent) {
      return false;
    }
    if (framing instanceof Framing.Streaming && !isBegun) {
      isBegun = true;
      exchange.begin(Framing.response(StreamFraming.prelude()));
    }
    if (!backlog.isDue(room)) {
      return false;
    }
    isBusy = true;
    byte[] bytes = framing.take(backlog, room);
    switch (framing) {
      case Framing.Streaming streaming -> write(bytes, backlog);
      case Framing.Polling polling -> answer(bytes);
      case Framing.Jsonp jsonp -> answer(bytes);
    }
    return true;
  }

  /**
   * Makes room for another request: nothing more is taken. Where that is the same one once more, an
   * empty answer would say that there was nothing, and the client would go on behind what it
   * misses.
   */
  void dismiss(ReceiveAnswer next) {
    if (isBegun || isSpent || next.request.repeats(request)) {
      isSpent = true;
      exchange.drop();
    } else {
      answer(NOTHING);
    }
  }

  /** Ends it, whatever is under way. */
  void drop() {
    isSpent = true;
    exchange.drop();
  }

  @Override
  public void onWritten() {
    isBusy = false;
    session.onWritten(this);
  }

  @Override
  public void onEnded() {
    session.onEnded(this);
  }

  private void write(byte[] bytes, Backlog backlog) {
    exchange.write(bytes);
    if (backlog.isCloseTaken()) {
      isSpent = true;
      exchange.finish();
    }
  }

  private void answer(byte[] bytes) {
    isSpent = true;
    exchange.answer(Framing.response(bytes));
  }
}
