package io.belfry.server.net;

import java.util.Arrays;

/**
 * What the close frame of a peer says.
 *
 * <p>Thread: immutable.
 *
 * @param code its code; {@link #NO_CODE} when it has none
 * @param hasText whether its reason is UTF-8
 */
record PeerClose(int code, boolean hasText) {
  /** A close frame that says nothing. */
  static final int NO_CODE = -1;

  private static final int HALF_A_CODE = -2;
  private static final int CODE_BYTES = 2;
  private static final int LAST_CODE = 4999;
  private static final int FIRST_OWN_CODE = 3000;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_UTF8 = 1007;
  // Those of RFC 6455 and its registry that may stand in a frame, without the private ones.
  private static final int[] MAY_BE_SENT = {
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014
  };

  /** Reads the payload of a close frame. */
  static PeerClose of(byte[] payload) {
    if (payload.length < CODE_BYTES) {
      return new PeerClose(payload.length == 0 ? NO_CODE : HALF_A_CODE, true);
    }
    int code = (payload[0] & 0xFF) << Byte.SIZE | (payload[1] & 0xFF);
    boolean hasText = Utf8.check(Utf8.WHOLE, payload, CODE_BYTES, payload.length) == Utf8.WHOLE;
    return new PeerClose(code, hasText);
  }

  /** Whether a peer may send that code. */
  boolean mayBeSent() {
    return code == NO_CODE || code >= FIRST_OWN_CODE || Arrays.binarySearch(MAY_BE_SENT, code) >= 0;
  }

  /** The code to answer with. */
  int answer() {
    if (code > LAST_CODE) {
      return PROTOCOL_ERROR;
    }
    return hasText ? code : INVALID_UTF8;
  }
}
