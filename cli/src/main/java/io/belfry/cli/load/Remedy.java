package io.belfry.cli.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to do about a refusal, by the words of its reason.
 *
 * <p>Thread: stateless.
 */
final class Remedy {
  private static final Map<String, String> BY_BEGINNING = new LinkedHashMap<>();

  static {
    say(
        "4000",
        "The app wants TLS, which is not spoken here: take require_tls off it for the test.");
    say(
        "4001",
        "The server has no app with that key: check --key, or that it runs with this file.");
    say("4003", "The app is disabled: set enabled to true.");
    say("4004", "The app is full: raise its limits.max_connections.");
    say("4005", "The server has other paths: name the prefix as its file does, with --config.");
    say(
        "4009 Origin",
        "The app's allowed_origins or require_origin keep it out: name an origin that is allowed with --origin.");
    say("4009", "The key is known and its signature is not: check the secret.");
    say(
        "4100",
        "The node is full, overloaded or going down: look at server.max_connections and its descriptors.");
    say("4200", "The server is going down: wait for the next one.");
    say("401", "The signature is not right: check the secret.");
    say("403", "The signature is not right: check the secret.");
    say(
        "upgrade refused with 404",
        "Nothing speaks WebSocket there: check address, port and prefix.");
    say(
        "upgrade refused with 429",
        "Too many came from one address: set server.connect_rate_per_address to -1 for the test.");
    say(
        "upgrade refused with 503",
        "The server is going down or not ready: wait, or look at its log.");
    say("upgrade refused with 3", "It wants to be asked elsewhere: name that address with --url.");
    say(
        "upgrade refused",
        "Something else than Belfry answered, or it stands behind a proxy: name the server itself with --url.");
    say(
        "Connection refused",
        "Nothing listens there: start the server, or check its address and port.");
    say(
        "no answer",
        "Somebody listens and does not answer: is it the port of TLS, or of another program?");
  }

  private Remedy() {}

  private static void say(String beginning, String sentence) {
    BY_BEGINNING.put(beginning, sentence);
  }

  /** What to do when that is the reason. */
  static String of(String reason) {
    return BY_BEGINNING.entrySet().stream()
        .filter(known -> reason.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("Expected a running server with this app; check its URL, the key and the secret.");
  }
}
