package io.belfry.server.net;

import io.belfry.server.http.Response;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of one socket, the usual ones without making anything for them.
 *
 * <p>Thread: confined to its event loop.
 */
final class AnswerWriter {
  private final Answers answers;
  private @Nullable PlainOk plainOk;

  AnswerWriter(Answers answers) {
    this.answers = answers;
  }

  /** Writes an answer that is flushed with others. */
  void write(ChannelHandlerContext context, Response response, Answers.Form form) {
    if (plainOk == null) {
      plainOk = new PlainOk(context, answers.date());
    }
    if (!form.isUsual() || !plainOk.write(response)) {
      context.write(answers.whole(response, form), context.voidPromise());
    }
  }

  /** Writes the last answer, and ends the connection behind it. */
  void end(ChannelHandlerContext context, Response response, Answers.Form form) {
    context.writeAndFlush(answers.whole(response, form)).addListener(HalfClose.THEN);
  }
}
