package io.belfry.rest;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.sign.WebhookSignature;
import io.belfry.protocol.webhook.WebhookBody;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookEvent.ClientEvent;
import io.belfry.protocol.webhook.WebhookReader;
import io.belfry.rest.Webhook.Problem;
import io.belfry.rest.internal.ChannelCipher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Judges requests that claim to be webhooks. Nothing of a body is read before its signature was
 * found right.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HOOK-080 to HOOK-088"
 */
final class WebhookCheck {
  private static final int MAX_ID_LENGTH = 64;
  private static final String NOT_FROM_HERE =
      " Whoever sent it is not the server, or has other keys than this program.";

  private final RestOptions options;
  private final Optional<ChannelCipher> cipher;

  WebhookCheck(RestOptions options, Optional<ChannelCipher> cipher) {
    this.options = options;
    this.cipher = cipher;
  }

  Webhook judge(WebhookHeaders headers, byte[] body, List<WebhookToken> tokens) {
    Optional<String> key = headers.value("X-Pusher-Key");
    Optional<String> signature = headers.value("X-Pusher-Signature");
    if (key.isEmpty() || signature.isEmpty()) {
      return Webhook.invalid(
          Problem.HEADER_MISSING,
          "The request has not exactly one X-Pusher-Key and one X-Pusher-Signature, so it is no"
              + " webhook.");
    }
    List<WebhookToken> ofKey =
        tokens.stream().filter(token -> token.key().equals(key.get())).toList();
    if (ofKey.isEmpty()) {
      return Webhook.invalid(
          Problem.UNKNOWN_KEY,
          "The webhook is signed with the unknown key \""
              + Shortened.of(key.get())
              + "\". Give its secret as an extra token, if it is one of yours.");
    }
    if (ofKey.stream()
        .noneMatch(token -> WebhookSignature.isOf(token.secret(), body, signature.get()))) {
      return Webhook.invalid(
          Problem.WRONG_SIGNATURE,
          "The signature of the webhook is wrong. Check that it is made over the raw body, before"
              + " anything has parsed it, and that the secret is the one of this key."
              + NOT_FROM_HERE);
    }
    return read(headers, body);
  }

  private Webhook read(WebhookHeaders headers, byte[] bytes) {
    WebhookReader.Reading reading = WebhookReader.read(bytes);
    if (reading.body().isEmpty()) {
      return Webhook.invalid(
          Problem.MALFORMED,
          "The webhook is rightly signed and malformed: " + reading.hint() + ".");
    }
    WebhookBody body = reading.body().get();
    Optional<Duration> maxAge = options.maxWebhookAge();
    Instant now = options.clock().instant();
    if (maxAge.isPresent() && isBefore(body.timeMs(), now.minus(maxAge.get()))) {
      return Webhook.invalid(
          Problem.TOO_OLD,
          "The webhook is rightly signed and older than "
              + maxAge.get()
              + ", by this machine's clock, which says "
              + now
              + ". Somebody sends an old one again, or a clock is wrong.");
    }
    return Webhook.valid(
        new WebhookBody(body.timeMs(), body.entries().stream().map(this::deciphered).toList()),
        sent(headers));
  }

  private static boolean isBefore(long timeMs, Instant earliest) {
    return timeMs < earliest.toEpochMilli();
  }

  private static Webhook.Sent sent(WebhookHeaders headers) {
    return new Webhook.Sent(
        headers.value("X-Belfry-Delivery").filter(id -> id.length() <= MAX_ID_LENGTH),
        headers.value("X-Belfry-Sequence").map(WebhookCheck::number).orElse(OptionalLong.empty()));
  }

  private static OptionalLong number(String digits) {
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private WebhookBody.Entry deciphered(WebhookBody.Entry entry) {
    if (cipher.isPresent()
        && entry.event() instanceof ClientEvent said
        && said.data().isPresent()
        && ChannelKind.of(said.channelName()).has(ChannelKind.Trait.ENCRYPTED)) {
      return new WebhookBody.Entry(deciphered(said, said.data().get(), cipher.get()), entry.json());
    }
    return entry;
  }

  private static WebhookEvent deciphered(ClientEvent said, String data, ChannelCipher cipher) {
    // Lengths are the server's business: an app may allow longer names than usual.
    Optional<String> plain =
        ChannelName.parse(said.channelName(), Integer.MAX_VALUE, Integer.MAX_VALUE)
            .flatMap(channel -> cipher.decrypt(channel, data));
    if (plain.isEmpty()) {
      return new WebhookEvent.Undeciphered(
          said,
          "The data is not deciphered by the master key of this program. Expected nonce and"
              + " ciphertext made with the same one.");
    }
    return new ClientEvent(said.channelName(), said.event(), plain, said.socketId(), said.user());
  }
}
