package io.belfry.server.net;

import io.belfry.server.channel.Loop;
import io.belfry.server.fallback.Exchange;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One request on a socket and its answer. Calls from other loops are handed over to the loop of the
 * socket, and what becomes of the answer is handed back.
 *
 * <p>Thread: its fields are confined to the event loop of the socket; the calls are thread-safe.
 */
final class NettyExchange implements Exchange {
  private final ChannelHandlerContext context;
  private final LoopSide side;
  private final Request request;
  private final Next next;
  private final ChannelFutureListener onClose = closed -> over();
  private ExchangePhase phase = ExchangePhase.WAITING;
  private Answers.Form form;
  private volatile boolean isTaken;
  private int underWay;
  private @Nullable Loop listenersLoop;
  private @Nullable Progress progress;

  private enum ExchangePhase {
    WAITING,
    STREAMING,
    ENDED,
    OVER
  }

  /** What the socket does when the answer was given. */
  interface Next {
    /** The connection goes on, or it ends behind the answer. */
    void after(boolean stays);
  }

  /** The exchange of a request that has just come in. */
  NettyExchange(
      ChannelHandlerContext context,
      LoopSide side,
      Answers.Form asked,
      Request request,
      Next next) {
    this.context = context;
    this.side = side;
    this.request = request;
    this.form = asked;
    this.next = next;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public void taken() {
    isTaken = true;
  }

  /** Time is up for it to arrive: it is refused, unless it has been taken. */
  void giveUp() {
    if (!isTaken) {
      answer(ApiReason.TIMED_OUT.error(Hearing.LONGEST.toSeconds()).toResponse());
    }
  }

  @Override
  public void listen(Loop loopOfListener, Progress toTell) {
    onLoop(
        () -> {
          listenersLoop = loopOfListener;
          progress = toTell;
          if (phase == ExchangePhase.OVER) {
            // It was given up before it arrived.
            loopOfListener.execute(toTell::onEnded);
          } else {
            context.channel().closeFuture().addListener(onClose);
          }
        });
  }

  @Override
  public void answer(Response response) {
    onLoop(
        () -> {
          if (phase == ExchangePhase.WAITING) {
            phase = ExchangePhase.ENDED;
            track(context.writeAndFlush(side.answers().whole(response, form)), EndReport.WRITTEN);
            end();
          }
        });
  }

  @Override
  public void begin(Response head) {
    onLoop(
        () -> {
          if (phase == ExchangePhase.WAITING) {
            phase = ExchangePhase.STREAMING;
            // Who cannot take chunks reads until the connection ends.
            form = form.takesChunks() ? form : form.ending();
            context.write(side.answers().begun(head, form), context.voidPromise());
            context.writeAndFlush(content(head.body()), context.voidPromise());
          }
        });
  }

  @Override
  public void write(byte[] bytes) {
    onLoop(
        () -> {
          if (phase == ExchangePhase.STREAMING && form.hasBody()) {
            track(context.writeAndFlush(content(bytes)), EndReport.WRITTEN);
          }
        });
  }

  @Override
  public void finish() {
    onLoop(this::finishNow);
  }

  @Override
  public void drop() {
    onLoop(
        () -> {
          if (underWay > 0 || phase == ExchangePhase.WAITING) {
            context.close();
          } else {
            finishNow();
          }
        });
  }

  private void finishNow() {
    if (phase == ExchangePhase.STREAMING) {
      phase = ExchangePhase.ENDED;
      track(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), EndReport.NOTHING);
      end();
    }
  }

  private void end() {
    if (!form.stays()) {
      // Behind the last write, which is the only one that can still be pending.
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(HalfClose.THEN);
    }
    next.after(form.stays());
  }

  private enum EndReport {
    WRITTEN,
    NOTHING
  }

  private void track(ChannelFuture write, EndReport report) {
    underWay++;
    write.addListener(
        (ChannelFutureListener)
            done -> {
              underWay--;
              if (!done.isSuccess()) {
                context.close();
              } else {
                if (report == EndReport.WRITTEN && progress != null && listenersLoop != null) {
                  listenersLoop.execute(progress::onWritten);
                }
                if (underWay == 0 && phase == ExchangePhase.ENDED) {
                  over();
                }
              }
            });
  }

  private void over() {
    if (phase == ExchangePhase.OVER) {
      return;
    }
    phase = ExchangePhase.OVER;
    context.channel().closeFuture().removeListener(onClose);
    if (progress != null && listenersLoop != null) {
      listenersLoop.execute(progress::onEnded);
    }
  }

  private static DefaultHttpContent content(byte[] bytes) {
    return new DefaultHttpContent(Unpooled.wrappedBuffer(bytes));
  }

  private void onLoop(Runnable task) {
    if (side.loop().isCurrent()) {
      task.run();
    } else {
      side.loop().execute(task);
    }
  }
}
