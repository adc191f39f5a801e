package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Operation;
import org.jspecify.annotations.Nullable;

/** About how many bytes an operation has on its way. Thread: thread-safe. */
final class Weights {
  private static final int FRAME = 64;
  private static final int BYTES_OF_A_CHARACTER = 3;

  private Weights() {}

  static int of(Operation operation) {
    return FRAME
        + switch (operation) {
          case Operation.HoldChannel it -> text(it.channel().channel().text());
          case Operation.LeaveChannel it -> text(it.channel().channel().text());
          case Operation.Join it ->
              text(it.channel().channel().text())
                  + text(it.member().id().text())
                  + text(it.member().userInfo());
          case Operation.Leave it -> text(it.channel().channel().text()) + text(it.user().text());
          case Operation.HoldUser it -> text(it.user().user().text());
          case Operation.LeaveUser it -> text(it.user().user().text());
          case Operation.HoldSession it -> text(it.session());
          case Operation.LeaveSession it -> text(it.session());
          case Operation.Watch it -> text(it.appId());
          case Operation.Unwatch it -> text(it.appId());
          case Operation.CountConnections it -> text(it.appId());
          case Operation.Publish it -> it.payload().length + FRAME;
          case Operation.Keep it -> it.payload().length + it.text().length + FRAME;
          case Operation.Read it -> text(it.channel().channel().text());
          case Operation.LookUp it -> text(it.user().user().text());
          case Operation.Order it -> it.order().length;
          case Operation.PublishAndRaise it -> it.payload().length + FRAME;
          case Operation.RaiseMiss it -> text(it.channel().channel().text());
          case Operation.Describe it -> text(it.appId());
          case Operation.AllSaid it -> 0;
          case Operation.Retire it -> 0;
        };
  }

  private static int text(@Nullable String text) {
    return text == null ? 0 : text.length() * BYTES_OF_A_CHARACTER;
  }
}
