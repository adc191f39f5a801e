package io.belfry.server.net;

import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;

/**
 * Between Netty's HTTP messages and ours.
 *
 * <p>Thread: stateless.
 */
final class HttpMessages {
  /**
   * A request that has come in.
   *
   * @param request what is asked
   * @param keepAlive whether the connection stays when it is answered
   * @param takesChunks whether an answer may come without its length
   */
  record Asked(Request request, boolean keepAlive, boolean takesChunks) {}

  private HttpMessages() {}

  static FullHttpResponse encode(Response response, boolean keepAlive) {
    FullHttpResponse encoded =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    if (response.status() != HttpResponseStatus.NO_CONTENT.code()) {
      encoded.headers().set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
      encoded.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    response.headers().forEach((name, value) -> encoded.headers().set(name, value));
    if (!keepAlive) {
      encoded.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return encoded;
  }

  static Asked asked(HttpRequest request, byte[] body) {
    Map<String, String> headers = new HeaderFields(request.headers());
    String target = request.uri();
    int question = target.indexOf('?');
    String query = question < 0 ? "" : target.substring(question + 1);
    return new Asked(
        new Request(request.method().name(), pathOf(request), query, headers, body),
        HttpUtil.isKeepAlive(request),
        request.protocolVersion().equals(HttpVersion.HTTP_1_1));
  }

  static String pathOf(HttpRequest request) {
    int question = request.uri().indexOf('?');
    return question < 0 ? request.uri() : request.uri().substring(0, question);
  }
}
