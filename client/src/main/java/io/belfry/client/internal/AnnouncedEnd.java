package io.belfry.client.internal;

import io.belfry.protocol.message.ServerMessage;

/**
 * The error that the server sends just before it closes. Some servers and proxies lose the code of
 * the close frame: then that of the error counts.
 *
 * <p>Thread: confined to the owner thread.
 *
 * @see "rule CL-002"
 */
final class AnnouncedEnd {
  private static final int FIRST_PROTOCOL_CODE = 4000;
  private static final int FIRST_ERROR_CODE = 4300;

  private int code;

  /** Code that was announced; 0 if none was. */
  int code() {
    return code;
  }

  /** The connection is alive, so nothing was announced. */
  void clear() {
    code = 0;
  }

  /** An error came. Those from 4300 on close nothing. */
  void by(ServerMessage.Failure failure) {
    code = failure.code() < FIRST_ERROR_CODE ? failure.code() : 0;
  }

  /** The code that a close with this one stands for. */
  int effective(int closeCode) {
    return closeCode < FIRST_PROTOCOL_CODE && code != 0 ? code : closeCode;
  }

  /** Whether the application has heard of that code already. */
  boolean told(int effectiveCode) {
    return code != 0 && effectiveCode == code;
  }
}
