package io.belfry.spring;

import io.belfry.protocol.webhook.WebhookBody;
import io.belfry.rest.Pusher;
import io.belfry.rest.Webhook;
import io.belfry.rest.WebhookToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Judges what claims to be a webhook over its raw bytes, and tells the application what it says. It
 * stands before Spring Security: such a request brings a signature, and neither a user nor a CSRF
 * token.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-216 to HTTP-219"
 */
final class WebhookFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  private static final int UNAUTHORIZED = 401;
  private static final int TOO_LARGE = 413;
  private static final int FAULT = 500;

  private final transient SpacedLog log = SpacedLog.of(WebhookFilter.class);
  private final transient System.Logger faults = System.getLogger(WebhookFilter.class.getName());
  private final transient Pusher pusher;
  private final transient ApplicationEventPublisher events;
  private final transient WebhookToken[] extraTokens;
  private final int maxBytes;

  WebhookFilter(
      Pusher pusher, ApplicationEventPublisher events, WebhookToken[] extraTokens, int maxBytes) {
    this.pusher = pusher;
    this.events = events;
    this.extraTokens = extraTokens.clone();
    this.maxBytes = maxBytes;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getMethod().equals("POST")) {
      AuthExchange.write(answer(request), response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private AuthAnswer answer(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > maxBytes) {
      return tooLarge();
    }
    byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
    if (body.length > maxBytes) {
      return tooLarge();
    }
    Webhook webhook = pusher.webhook(request::getHeader, body, extraTokens);
    if (!webhook.isValid()) {
      log.warn(webhook::reason);
      return AuthAnswer.refused(
          UNAUTHORIZED, "This is no webhook of the server. The log of the application says why.");
    }
    return told(webhook);
  }

  private AuthAnswer tooLarge() {
    String how =
        "The webhook has more than "
            + maxBytes
            + " bytes. Let max_body_bytes of the server be less, or belfry.webhooks.max-body more.";
    log.warn(() -> how);
    return AuthAnswer.refused(TOO_LARGE, how);
  }

  private AuthAnswer told(Webhook webhook) {
    try {
      List<WebhookBody.Entry> entries = webhook.entries();
      for (int i = 0; i < entries.size(); i++) {
        tell(webhook, entries.get(i), i);
      }
      return AuthAnswer.signed("{}");
    } catch (RuntimeException e) {
      faults.log(
          System.Logger.Level.ERROR,
          "A method that hears webhooks failed, so the server sends this one again, delivery "
              + webhook.deliveryId().orElse("without an id"),
          e);
      return AuthAnswer.refused(FAULT, "A method of the application failed. Its log says more.");
    }
  }

  private void tell(Webhook webhook, WebhookBody.Entry entry, int index) {
    events.publishEvent(
        new WebhookDelivery<>(
            entry.event(),
            index,
            webhook.deliveryId(),
            webhook.time(),
            webhook.sequence(),
            entry.json()));
    events.publishEvent(entry.event());
  }
}
