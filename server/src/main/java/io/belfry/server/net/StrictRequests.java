package io.belfry.server.net;

import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.socket.InputBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Netty's decoder, less lenient, and only as fast as requests are answered: while one waits for its
 * answer, what a pipelining client has sent on stays here as the bytes it is, and the socket is not
 * read.
 *
 * <p>Netty takes folded fields, several blanks for one, control characters before a request, and
 * versions in small letters. Each is a way to be read differently by a proxy, and no client of ours
 * does any of it.
 *
 * <p>Thread: confined to the event loop of its socket.
 *
 * @see "rules HTTP-001, HTTP-204, THR-24; RFC 9112, sections 2, 3 and 5"
 */
final class StrictRequests extends HeadDecoder {
  private static final int HEAD_AND_BLANK = 5;
  private static final int HEAD_AS_INT = 'H' << 24 | 'E' << 16 | 'A' << 8 | 'D';
  private static final int USUAL_HEAD_BYTES = 2 << 10;
  // Each byte of a field becomes two or three, in strings and their table.
  private static final int FIELDS_FACTOR = 3;
  private static final int MAX_DISCARDED_BYTES = 1 << 20;
  // A method of no request: made so that servers of HTTP/1.1 stop there (RFC 9113, section 3.4).
  private static final String PREFACE = "PRI";
  private static final int VERSION_LENGTH = 8;
  private static final int MAJOR = 5;
  private static final int MINOR = 7;

  private final HttpDecoderConfig config;
  private final BooleanSupplier isOpen;
  private HeadPlace place = HeadPlace.BEFORE;
  private Turn turn = Turn.IDLE;
  private boolean isOfHead;
  private boolean isPaused;
  private int wordEnd;
  private int headLength;
  private long discarded;

  private enum HeadPlace {
    BEFORE,
    FIELDS,
    BODY,
    /** Nothing that comes is looked at any more. */
    BROKEN
  }

  private enum Turn {
    IDLE,
    READING,
    RESUMED
  }

  /**
   * A decoder.
   *
   * @param input where what waits here is counted
   * @param isOpen whether the next request may be read
   */
  StrictRequests(HttpDecoderConfig config, InputBudget.Part input, BooleanSupplier isOpen) {
    super(config, input);
    this.config = config;
    this.isOpen = isOpen;
  }

  /** Whether a request is read at this moment: what waits behind it needs no resume. */
  boolean isReading() {
    return turn != Turn.IDLE;
  }

  /** Whether what is read at this moment had to wait. */
  boolean isResuming() {
    return turn == Turn.RESUMED;
  }

  /**
   * What is kept here of the client, in bytes of memory: the buffer of what is not read yet, and
   * what was made of the fields of a head that goes on.
   */
  long heldBytes() {
    long waiting = actualReadableBytes() == 0 ? 0 : internalBuffer().capacity();
    return waiting + (place == HeadPlace.FIELDS ? headBytes() : 0);
  }

  /** What the fields of the last head cost, beyond what every request has. */
  long headBytes() {
    return headLength <= USUAL_HEAD_BYTES ? 0 : FIELDS_FACTOR * (long) headLength;
  }

  /** Whether the answer to what is read now may have a body. */
  Answers.Content content() {
    return isOfHead ? Answers.Content.NONE : Answers.Content.ANY;
  }

  /** From now on what comes is thrown away, and beyond some size not even read. */
  void discard() {
    place = HeadPlace.BROKEN;
  }

  /** Goes on with what has waited. */
  void resume(ChannelHandlerContext context) throws Exception {
    if (turn != Turn.IDLE) {
      return;
    }
    turn = Turn.RESUMED;
    try {
      super.channelRead(context, Unpooled.EMPTY_BUFFER);
    } finally {
      turn = Turn.IDLE;
    }
    charge(context);
    if (isOpen.getAsBoolean()) {
      readAgain(context.channel());
    }
  }

  /** Reads the socket on, if it was not read because something waited. */
  void readAgain(Channel socket) {
    if (isPaused) {
      isPaused = false;
      socket.config().setAutoRead(true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object input) throws Exception {
    Turn before = turn;
    turn = before == Turn.IDLE ? Turn.READING : before;
    try {
      super.channelRead(context, input);
    } finally {
      turn = before;
    }
    // Not actualReadableBytes(), which fails once this decoder was removed.
    if (!isPaused && !context.isRemoved() && actualReadableBytes() > 0 && !isOpen.getAsBoolean()) {
      isPaused = true;
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    charge(context);
    if (!context.channel().config().isAutoRead()) {
      // Netty would read on until there is a whole message.
      discardSomeReadBytes();
      context.fireChannelReadComplete();
    } else {
      super.channelReadComplete(context);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (place == HeadPlace.BROKEN) {
      discarded += bytes.readableBytes();
      bytes.skipBytes(bytes.readableBytes());
      if (discarded > MAX_DISCARDED_BYTES) {
        context.channel().config().setAutoRead(false);
      }
      return;
    }
    if (!isOpen.getAsBoolean()) {
      return;
    }
    if (place == HeadPlace.BEFORE && !isAtRequest(bytes, out)) {
      return;
    }
    if (place != HeadPlace.BODY && isFolded(bytes, place == HeadPlace.FIELDS)) {
      refuse("A header field may not go on in the next line.", bytes, out);
      return;
    }
    int before = bytes.readerIndex();
    boolean isHead = place != HeadPlace.BODY;
    headLength = place == HeadPlace.BEFORE ? 0 : headLength;
    super.decode(context, bytes, out);
    int read = bytes.readerIndex() - before;
    headLength += isHead ? read : 0;
    note(out, read > 0);
  }

  private void note(List<Object> out, boolean hasRead) {
    Object last = out.isEmpty() ? null : out.get(out.size() - 1);
    if (last instanceof HttpObject part && part.decoderResult().isFailure()) {
      place = HeadPlace.BROKEN;
    } else if (last instanceof LastHttpContent) {
      place = HeadPlace.BEFORE;
    } else if (last instanceof HttpRequest) {
      place = HeadPlace.BODY;
    } else if (place == HeadPlace.BEFORE && hasRead) {
      place = HeadPlace.FIELDS;
    }
  }

  /** Whether a request line begins here; empty lines before it are passed over. */
  private boolean isAtRequest(ByteBuf bytes, List<Object> out) {
    while (bytes.isReadable()) {
      byte first = bytes.getByte(bytes.readerIndex());
      if (first == '\r' && bytes.readableBytes() == 1) {
        return false;
      }
      boolean isEmptyLine =
          first == '\n' || (first == '\r' && bytes.getByte(bytes.readerIndex() + 1) == '\n');
      if (!isEmptyLine) {
        if (first <= ' ' || first == 0x7F) {
          refuse("A request begins with its method.", bytes, out);
          return false;
        }
        isOfHead =
            bytes.readableBytes() >= HEAD_AND_BLANK
                && bytes.getInt(bytes.readerIndex()) == HEAD_AS_INT
                && bytes.getByte(bytes.readerIndex() + HEAD_AND_BLANK - 1) == ' ';
        return true;
      }
      bytes.skipBytes(first == '\n' ? 1 : 2);
    }
    return false;
  }

  // Looks at the first byte of each line that Netty is going to read now.
  private static boolean isFolded(ByteBuf bytes, boolean isLineAField) {
    int end = bytes.writerIndex();
    boolean isField = isLineAField;
    for (int at = bytes.readerIndex(); at < end; isField = true) {
      byte first = bytes.getByte(at);
      if (isField && (first == ' ' || first == '\t')) {
        return true;
      }
      int newLine = bytes.indexOf(at, end, (byte) '\n');
      boolean isLast = newLine < 0 || newLine == at || (newLine == at + 1 && first == '\r');
      if (isLast) {
        return false;
      }
      at = newLine + 1;
    }
    return false;
  }

  private void refuse(String sentence, ByteBuf bytes, List<Object> out) {
    place = HeadPlace.BROKEN;
    bytes.skipBytes(bytes.readableBytes());
    HttpMessage message = createInvalidMessage();
    message.setDecoderResult(DecoderResult.failure(malformed(sentence)));
    out.add(message);
  }

  private static ApiError malformed(String sentence) {
    return ApiReason.REQUEST_MALFORMED.saying(sentence);
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    wordEnd = start + length;
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    checkBlank(line, start);
    wordEnd = start + length;
    for (int i = start; i < wordEnd; i++) {
      // Bytes above are no part of a URI either, but there are libraries that send them.
      if ((line[i] >= 0 && line[i] <= ' ') || line[i] == 0x7F) {
        throw malformed("The request target has a control character.");
      }
    }
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    checkBlank(line, start);
    return super.splitThirdWordInitialLine(line, start, length);
  }

  private void checkBlank(byte[] line, int start) {
    if (start != wordEnd + 1 || line[wordEnd] != ' ') {
      throw malformed("Expected one blank between the words of a request line.");
    }
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    if (initialLine[0].equals(PREFACE)) {
      throw malformed("This is the preface of HTTP/2. Expected HTTP/1.1.");
    }
    return new DefaultHttpRequest(
        version(initialLine[2]),
        HttpMethod.valueOf(initialLine[0]),
        initialLine[1],
        config.getHeadersFactory());
  }

  /** A later minor version is spoken as the last one that we know (RFC 9110, section 2.5). */
  private static HttpVersion version(String text) {
    boolean isVersion =
        text.length() == VERSION_LENGTH
            && text.startsWith("HTTP/")
            && isDigit(text.charAt(MAJOR))
            && text.charAt(MAJOR + 1) == '.'
            && isDigit(text.charAt(MINOR));
    if (!isVersion) {
      throw malformed("Expected a request line that ends with HTTP/1.1.");
    }
    if (text.charAt(MAJOR) != '1') {
      throw ApiReason.HTTP_VERSION.error();
    }
    return text.charAt(MINOR) == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  // The method is known, however the line goes on: the answer to a HEAD has no body.
  @Override
  protected HttpMessage createInvalidMessage() {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_0, isOfHead ? HttpMethod.HEAD : HttpMethod.GET, "/");
  }
}
