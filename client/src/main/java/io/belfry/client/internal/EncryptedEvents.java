package io.belfry.client.internal;

import io.belfry.protocol.crypto.SealedData;
import io.belfry.protocol.crypto.SecretBox;
import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.message.ServerMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Opens the events of one encrypted channel in the order in which they came. One that the secret
 * does not open may have been closed with a newer one: then the auth endpoint is asked again, and
 * all events wait. An event that was there before the question and is not opened by the answer is
 * dropped, so each costs one question at most. There is one question at a time, and one a second.
 *
 * <p>The secret is in memory only, and is let go with {@link #forget}.
 *
 * <p>Thread: confined to the owner thread.
 *
 * @see "rules CL-017, CL-025"
 */
final class EncryptedEvents {
  static final int MAX_WAITING = 256;
  static final int MAX_WAITING_CHARACTERS = 8 << 20;

  private static final Duration GAP = Duration.ofSeconds(1);
  private static final String MALFORMED =
      "Its data is not encrypted. Expected {\"nonce\",\"ciphertext\"} with 24 and at least 16 bytes.";
  private static final String OTHER_SECRET =
      "The secret that the auth endpoint gives does not open it.";
  private static final String NO_SECRET =
      "The secret does not open it, and the auth endpoint gave no new one.";
  private static final String TOO_MANY = "Too many events wait for a new secret.";

  private final Parts parts;
  private final Hearer hearer;
  private final Queue<ServerMessage.Event> waiting = new ArrayDeque<>();
  private long earliestQuestion;
  private int waitingCharacters;
  private int asked;
  private String problem = OTHER_SECRET;
  private @Nullable Key key;
  private @Nullable Question question;

  EncryptedEvents(Parts parts, Hearer hearer) {
    this.parts = parts;
    this.hearer = hearer;
    this.earliestQuestion = parts.loop().nanoTime();
  }

  /** Hears what becomes of each event. */
  interface Hearer {
    /** It was opened. */
    void opened(ServerMessage.Event event, String plaintext);

    /** It could not be. */
    void dropped(ServerMessage.Event event, String reason);
  }

  private record Key(SecretBox box, Callable<String> endpoint) {
    @Override
    public String toString() {
      return "Key[***]";
    }
  }

  /** Begins with a secret. */
  void unlock(SharedSecret secret, Callable<String> endpoint) {
    forget();
    key = new Key(new SecretBox(secret), endpoint);
  }

  /** Lets go of the secret and of the events that wait. Answers that still come are not heard. */
  void forget() {
    key = null;
    if (question != null) {
      question.withdraw();
      question = null;
    }
    waiting.clear();
    waitingCharacters = 0;
    asked = 0;
  }

  /** An event came. Without a secret there is no subscription, and nobody waits for it. */
  void take(ServerMessage.Event event) {
    if (key == null) {
      return;
    }
    int characters = waitingCharacters + event.data().length();
    if (waiting.size() == MAX_WAITING || characters > MAX_WAITING_CHARACTERS) {
      hearer.dropped(event, TOO_MANY);
      return;
    }
    waiting.add(event);
    waitingCharacters = characters;
    openAll();
  }

  private void openAll() {
    Key current = key;
    while (current != null && question == null && !waiting.isEmpty()) {
      openFirst(waiting.element(), current);
    }
  }

  private void openFirst(ServerMessage.Event first, Key current) {
    Optional<SealedData> closed = SealedData.parse(first.data());
    Optional<String> plaintext = closed.flatMap(data -> data.open(current.box()));
    if (plaintext.isPresent()) {
      removeFirst();
      hearer.opened(first, plaintext.get());
    } else if (!closed.isPresent() || asked > 0) {
      removeFirst();
      hearer.dropped(first, !closed.isPresent() ? MALFORMED : problem);
    } else {
      question = new Question(current.endpoint());
      question.askInTime();
    }
  }

  private void removeFirst() {
    waitingCharacters -= waiting.remove().data().length();
    asked = Math.max(0, asked - 1);
  }

  /** One question to the auth endpoint; it is heard as long as it is the present one. */
  private final class Question implements AuthCalls.Answer {
    private final Callable<String> endpoint;
    private Loop.@Nullable Timer timer;

    Question(Callable<String> endpoint) {
      this.endpoint = endpoint;
    }

    void askInTime() {
      long nanos = earliestQuestion - parts.loop().nanoTime();
      if (nanos > 0) {
        timer = parts.loop().schedule(Duration.ofNanos(nanos), this::ask);
      } else {
        ask();
      }
    }

    private void ask() {
      earliestQuestion = parts.loop().nanoTime() + GAP.toNanos();
      asked = waiting.size();
      parts.authCalls().call(endpoint, this);
    }

    void withdraw() {
      if (timer != null) {
        timer.cancel();
      }
    }

    @Override
    public void text(String answer) {
      if (equals(question)) {
        renew(answer);
        goOn();
      }
    }

    @Override
    public void failed(Exception cause) {
      if (equals(question)) {
        problem = NO_SECRET;
        goOn();
      }
    }

    private void renew(String answer) {
      SharedSecret secret = secretOf(answer);
      problem = secret == null ? NO_SECRET : OTHER_SECRET;
      if (secret != null) {
        key = new Key(new SecretBox(secret), endpoint);
      }
    }

    private void goOn() {
      question = null;
      openAll();
    }
  }

  private static @Nullable SharedSecret secretOf(String answer) {
    try {
      return AuthAnswer.parse(answer).sharedSecret();
    } catch (MalformedJson e) {
      return null;
    }
  }
}
