package io.belfry.client;

import io.belfry.protocol.crypto.SecretBox;
import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.testkit.ServerSide;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A scene with an encrypted channel, whose auth endpoint answers each call as the test says. */
final class EncryptedScene implements AutoCloseable {
  static final String CHANNEL = "private-encrypted-orders";
  static final SharedSecret OLD = secret(1);
  static final SharedSecret NEW = secret(2);

  private static final int WAIT_SECONDS = 10;
  private static final byte[] NONCE = new byte[SecretBox.NONCE_BYTES];

  private final BlockingQueue<CompletableFuture<String>> calls = new LinkedBlockingQueue<>();
  private volatile Thread lastCaller = Thread.currentThread();
  private final Scene scene = Scene.open(options -> options.setChannelAuthorizer(this::authorize));

  private String authorize(String channel, String socketId) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    lastCaller = Thread.currentThread();
    calls.add(answer);
    return answer.join();
  }

  private static SharedSecret secret(int value) {
    byte[] bytes = new byte[SharedSecret.BYTES];
    Arrays.fill(bytes, (byte) value);
    return SharedSecret.parse(Base64.getEncoder().encodeToString(bytes)).orElseThrow();
  }

  Scene scene() {
    return scene;
  }

  Pusher pusher() {
    return scene.pusher();
  }

  Recorder recorder() {
    return scene.recorder();
  }

  /** Wants the channel and its event {@code e}, and connects. */
  ServerSide connect() {
    pusher().subscribePrivateEncrypted(CHANNEL, recorder(), "e");
    return scene.connect("1.1");
  }

  /** The same until the server has accepted the subscription. */
  ServerSide subscribed(SharedSecret secret) {
    ServerSide side = connect();
    accept(side, secret);
    return side;
  }

  /** Answers the call that waits, and the subscription that follows. */
  void accept(ServerSide side, SharedSecret secret) {
    answer(secret);
    side.next();
    side.send(Scene.succeeded(CHANNEL));
    recorder().await("subscribed " + CHANNEL);
  }

  /** Waits for the next call of the endpoint. */
  CompletableFuture<String> nextCall() {
    try {
      CompletableFuture<String> call = calls.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError("The auth endpoint was not asked.");
      }
      return call;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void answer(SharedSecret secret) {
    nextCall().complete(answerWith(secret));
  }

  /** The same, and waits until the client has it, which no message of it shows. */
  void answerUntilTaken(ServerSide side, SharedSecret secret) {
    answer(secret);
    try {
      lastCaller.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    settle(side);
  }

  static String answerWith(SharedSecret secret) {
    return "{\"auth\":\"k:s\",\"shared_secret\":\"" + secret.toBase64() + "\"}";
  }

  /** An event of the channel whose plaintext is closed with that secret. */
  static String sealed(String plaintext, SharedSecret secret) {
    byte[] bytes = plaintext.getBytes(StandardCharsets.UTF_8);
    return Scene.event("e", CHANNEL, data(NONCE, new SecretBox(secret).seal(NONCE, bytes)));
  }

  static String data(byte[] nonce, byte[] ciphertext) {
    Base64.Encoder base64 = Base64.getEncoder();
    return "{\"nonce\":\""
        + base64.encodeToString(nonce)
        + "\",\"ciphertext\":\""
        + base64.encodeToString(ciphertext)
        + "\"}";
  }

  /** Waits until the client has seen all that was sent so far. */
  void settle(ServerSide side) {
    side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
    String answer = side.next();
    if (!answer.contains("pusher:pong")) {
      throw new AssertionError("Expected a pong, got " + answer);
    }
  }

  /**
   * Whether the endpoint is asked now, or will be soon: then a timer is set for less than 120 s.
   */
  boolean isAsking(ServerSide side) {
    settle(side);
    return scene.time().untilNext().orElseThrow().compareTo(Duration.ofSeconds(60)) < 0;
  }

  @Override
  public void close() {
    scene.close();
  }
}
