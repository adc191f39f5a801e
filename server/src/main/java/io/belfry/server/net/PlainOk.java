package io.belfry.server.net;

import io.belfry.server.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The answer to nearly every publish: 200 with an empty object, on a connection that stays. Its
 * bytes are the ones that the encoder would make, but for the time and the request id always the
 * same, so they are kept, and the {@link ResponseEncoder} passes them on.
 *
 * <p>Thread: confined to the event loop of its socket.
 */
final class PlainOk {
  private static final String REQUEST_ID = "X-Request-Id";
  private static final byte[] START =
      ascii(
          "HTTP/1.1 200 OK\r\n"
              + "content-type: application/json\r\n"
              + "content-length: 2\r\n"
              + "date: ");
  private static final byte[] MIDDLE = ascii("\r\n" + REQUEST_ID + ": ");
  private static final byte[] END = ascii("\r\n\r\n{}");

  private final ChannelHandlerContext context;
  private final DateField date;

  /** For the handler whose answers these are. */
  PlainOk(ChannelHandlerContext context, DateField date) {
    this.date = date;
    this.context = context;
  }

  /** Writes the response if it is that one; false if it is another. */
  boolean write(Response response) {
    String requestId = requestId(response);
    if (requestId == null) {
      return false;
    }
    int size = START.length + DateField.LENGTH + MIDDLE.length + requestId.length() + END.length;
    ByteBuf bytes = context.alloc().directBuffer(size);
    bytes.writeBytes(START);
    ByteBufUtil.writeAscii(bytes, date.value());
    bytes.writeBytes(MIDDLE);
    ByteBufUtil.writeAscii(bytes, requestId);
    bytes.writeBytes(END);
    context.write(bytes, context.voidPromise());
    return true;
  }

  private static @Nullable String requestId(Response response) {
    return response.isNothing() && response.headers().size() == 1
        ? response.headers().get(REQUEST_ID)
        : null;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
