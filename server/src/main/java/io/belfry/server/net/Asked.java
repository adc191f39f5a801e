package io.belfry.server.net;

import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.netty.handler.codec.http.HttpRequest;

/**
 * A request whose head has come in.
 *
 * <p>Thread: immutable.
 *
 * @param head what is asked
 * @param target where the request line points
 * @param form how it may be answered
 */
record Asked(Request head, RequestTarget target, Answers.Form form) {
  static Asked of(HttpRequest request, RequestTarget target, ClientAddress address) {
    return new Asked(
        Request.head(
                request.method().name(),
                target.path(),
                target.query(),
                new HeaderFields(request.headers()))
            .from(address.of(request.headers(), target)),
        target,
        Answers.Form.of(request));
  }

  /** The same, and the connection ends behind the answer. */
  Asked ending() {
    return new Asked(head, target, form.ending());
  }

  /** The form of an answer, which may itself ask for the end of the connection. */
  Answers.Form formOf(Response response) {
    return "close".equals(response.headers().get("Connection")) ? form.ending() : form;
  }
}
