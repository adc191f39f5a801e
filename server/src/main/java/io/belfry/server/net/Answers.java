package io.belfry.server.net;

import io.belfry.server.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.InstantSource;

/**
 * Makes Netty's messages of our answers, in the form that the request allows.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules HTTP-200 to HTTP-203"
 */
final class Answers {
  private final DateField date;

  Answers(InstantSource clock) {
    this.date = new DateField(clock);
  }

  /**
   * What the client can take.
   *
   * @param content whether a body may follow the head
   * @param staying what the connection does behind the answer
   * @param dialect version of the protocol
   */
  record Form(Content content, Staying staying, Dialect dialect) {
    /** The form that a request asks for. */
    static Form of(HttpRequest request) {
      return new Form(
          request.method().equals(HttpMethod.HEAD) ? Content.NONE : Content.ANY,
          HttpUtil.isKeepAlive(request) ? Staying.OPEN : Staying.ENDS,
          request.protocolVersion().equals(HttpVersion.HTTP_1_0)
              ? Dialect.HTTP_1_0
              : Dialect.HTTP_1_1);
    }

    /** The same, and the connection ends behind the answer. */
    Form ending() {
      return new Form(content, Staying.ENDS, dialect);
    }

    boolean stays() {
      return staying == Staying.OPEN;
    }

    boolean takesChunks() {
      return dialect == Dialect.HTTP_1_1;
    }

    boolean hasBody() {
      return content == Content.ANY;
    }

    /** Whether nothing about it is out of the ordinary. */
    boolean isUsual() {
      return hasBody() && stays() && dialect == Dialect.HTTP_1_1;
    }
  }

  /** Whether the request was a HEAD, which no body may follow. */
  enum Content {
    ANY,
    NONE
  }

  /** What becomes of the connection. */
  enum Staying {
    OPEN,
    ENDS
  }

  /** The older clients know neither chunks nor connections that stay by themselves. */
  enum Dialect {
    HTTP_1_0,
    HTTP_1_1
  }

  DateField date() {
    return date;
  }

  /** A whole answer. */
  FullHttpResponse whole(Response response, Form form) {
    HttpResponseStatus status = HttpResponseStatus.valueOf(response.status());
    ByteBuf body = form.hasBody() ? Unpooled.wrappedBuffer(response.body()) : Unpooled.EMPTY_BUFFER;
    FullHttpResponse encoded = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    if (response.status() != HttpResponseStatus.NO_CONTENT.code()) {
      encoded.headers().set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
      encoded.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    addCommon(encoded.headers(), response, form);
    return encoded;
  }

  /** The head of an answer whose length nobody knows. */
  HttpResponse begun(Response head, Form form) {
    HttpResponse encoded =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()));
    encoded.headers().set(HttpHeaderNames.CONTENT_TYPE, head.contentType());
    addCommon(encoded.headers(), head, form);
    HttpUtil.setTransferEncodingChunked(encoded, form.takesChunks());
    return encoded;
  }

  private void addCommon(HttpHeaders headers, Response response, Form form) {
    headers.set(HttpHeaderNames.DATE, date.value());
    response.headers().forEach((name, value) -> headers.set(name, value));
    if (headers.contains(HttpHeaderNames.UPGRADE)) {
      // Whoever names a protocol to change to has to say that this concerns the next hop only.
      headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    if (!form.stays()) {
      headers.remove(HttpHeaderNames.CONNECTION);
      headers.set(
          HttpHeaderNames.CONNECTION,
          headers.contains(HttpHeaderNames.UPGRADE) ? "upgrade, close" : "close");
    } else if (form.dialect() == Dialect.HTTP_1_0) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }
}
