package io.belfry.server.refusal;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.app.App.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by trying which mistake a wrong signature is. What it says names keys, which are
 * public, and never a secret or the right signature.
 *
 * <p>Thread: thread-safe; takes up to some milliseconds, so no event loop asks.
 *
 * @see "rule CON-061"
 */
final class Mistakes {
  /** Signatures that are made for one attempt at most. */
  static final int MAX_TRIES = 400;

  private static final long MAX_BYTES = 4 << 20;
  private static final int SIGNATURE_BYTES = 32;
  private static final int MAX_OTHER_APPS = 60;
  private static final List<String> OTHER_HASHES = List.of("HmacSHA1", "HmacSHA512", "HmacMD5");
  private static final byte[] NO_SIGNATURE = {};

  private final Supplier<? extends Collection<App>> apps;
  private final RecentSockets recent;

  /**
   * What a wrong signature most likely is.
   *
   * @param mistake which one
   * @param key public key with whose secret it was made, if it is another one
   */
  record Finding(Mistake mistake, @Nullable String key) {
    Finding(Mistake mistake) {
      this(mistake, null);
    }
  }

  Mistakes(Supplier<? extends Collection<App>> apps, RecentSockets recent) {
    this.apps = apps;
    this.recent = recent;
  }

  /** The likeliest mistake. */
  Finding find(App app, WrongToken attempt) {
    Optional<Key> named = app.activeKey(attempt.key());
    if (named.isEmpty()) {
      return new Finding(Mistake.NONE);
    }
    return new MistakeSearch(app, attempt, named.get().secret()).run();
  }

  /** One search, which ends with the first mistake that explains the signature. */
  private final class MistakeSearch {
    private final App app;
    private final WrongToken attempt;
    private final Secret secret;
    private final String right;
    private final byte[] given;
    private int triesLeft = MAX_TRIES;
    private long bytesLeft = MAX_BYTES;

    MistakeSearch(App app, WrongToken attempt, Secret secret) {
      this.app = app;
      this.attempt = attempt;
      this.secret = secret;
      this.right = attempt.text(attempt.socketId(), attempt.data());
      this.given = anyForm(attempt.signature());
    }

    Finding run() {
      if (isOfOtherForm()) {
        return new Finding(Mistake.ENCODING);
      }
      if (given.length != SIGNATURE_BYTES) {
        return new Finding(Mistake.NONE);
      }
      Finding ofKey = otherKey();
      if (ofKey != null) {
        return ofKey;
      }
      if (blanks().stream().anyMatch(other -> hasSigned(other, right))) {
        return new Finding(Mistake.SECRET_BLANK);
      }
      if (recent.of(app.id(), attempt.socketId()).stream().anyMatch(this::isFor)) {
        return new Finding(Mistake.OTHER_CONNECTION);
      }
      Mistake ofText = otherText();
      return ofText == null ? otherApp() : new Finding(ofText);
    }

    private boolean isOfOtherForm() {
      if (hasSigned(secret, right)) {
        return true;
      }
      byte[] text = right.getBytes(StandardCharsets.UTF_8);
      return OTHER_HASHES.stream()
          .filter(hash -> takeTry(text.length))
          .anyMatch(hash -> MessageDigest.isEqual(secret.hmac(hash, text), given));
    }

    private @Nullable Finding otherKey() {
      for (Key key : app.keys()) {
        if (!key.key().equals(attempt.key()) && hasSigned(key.secret(), right)) {
          return new Finding(key.active() ? Mistake.OTHER_KEY : Mistake.INACTIVE_KEY, key.key());
        }
      }
      return null;
    }

    private List<Secret> blanks() {
      List<Secret> variants = new ArrayList<>();
      for (String end : new String[] {"\n", "\r\n", " ", "\r", "\t"}) {
        variants.add(secret.between("", end));
      }
      variants.add(secret.between(" ", ""));
      variants.add(secret.between("\ufeff", ""));
      variants.add(secret.between("\"", "\""));
      secret.stripped().ifPresent(variants::add);
      return variants;
    }

    private boolean isFor(SocketId other) {
      return hasSigned(secret, attempt.text(other, attempt.data()));
    }

    private @Nullable Mistake otherText() {
      String socket = attempt.socketId().text();
      String data = attempt.data();
      ChannelName channel = attempt.channel();
      if (channel == null) {
        return ofSignin(socket, data == null ? "" : data);
      }
      if (isSigned(socket + "::user::" + (data == null ? "" : data))) {
        return Mistake.USER_FORM;
      }
      if (data != null && isSigned(socket + ":" + channel)) {
        return Mistake.DATA_NOT_SIGNED;
      }
      if (names(channel.text()).stream()
          .anyMatch(name -> isSigned(socket + ":" + name + (data == null ? "" : ":" + data)))) {
        return Mistake.OTHER_CHANNEL;
      }
      return data != null && isSerialisedAgain(data) ? Mistake.SERIALISED_AGAIN : null;
    }

    private @Nullable Mistake ofSignin(String socket, String data) {
      for (String name : List.of("", "undefined", "null", "None", "nil", "user", "pusher:signin")) {
        if (isSigned(socket + ":" + name) || isSigned(socket + ":" + name + ":" + data)) {
          return Mistake.CHANNEL_FORM;
        }
      }
      if (isSigned(socket + ":" + data) || isSigned(socket + ":user:" + data)) {
        return Mistake.CHANNEL_FORM;
      }
      return isSerialisedAgain(data) ? Mistake.SERIALISED_AGAIN : null;
    }

    private boolean isSerialisedAgain(String data) {
      return Serialisations.of(data).stream()
          .anyMatch(text -> isSigned(attempt.text(attempt.socketId(), text)));
    }

    private Finding otherApp() {
      return apps.get().stream()
              .filter(other -> !other.id().equals(app.id()))
              .flatMap(other -> other.keys().stream())
              .limit(MAX_OTHER_APPS)
              .anyMatch(key -> hasSigned(key.secret(), right))
          ? new Finding(Mistake.OTHER_APP)
          : new Finding(Mistake.NONE);
    }

    private boolean isSigned(String text) {
      return hasSigned(secret, text);
    }

    private boolean hasSigned(Secret with, String text) {
      return given.length == SIGNATURE_BYTES
          && takeTry(text.length())
          && with.hasSigned(text, given);
    }

    private boolean takeTry(int bytes) {
      triesLeft--;
      bytesLeft -= bytes;
      return triesLeft >= 0 && bytesLeft >= 0;
    }
  }

  // Names that an endpoint may have made of it.
  private static List<String> names(String channel) {
    List<String> names = new ArrayList<>();
    for (String prefix : List.of("private-encrypted-", "private-", "presence-", "cache-")) {
      if (channel.startsWith(prefix)) {
        names.add(channel.substring(prefix.length()));
      } else {
        names.add(prefix + channel);
      }
    }
    names.add(channel.toLowerCase(java.util.Locale.ROOT));
    names.add("undefined");
    names.add("null");
    names.remove(channel);
    return names;
  }

  /** The bytes of a signature that is written in any way. */
  private static byte[] anyForm(String signature) {
    String text = signature.strip().replace("\"", "");
    int padding = text.indexOf('=');
    String digits = padding < 0 ? text : text.substring(0, padding);
    for (TokenForm form : TokenForm.values()) {
      try {
        byte[] bytes = form.read(digits);
        if (bytes.length >= SIGNATURE_BYTES / 2) {
          return bytes;
        }
      } catch (IllegalArgumentException e) {
        // Not this form.
      }
    }
    return NO_SIGNATURE;
  }

  private enum TokenForm {
    HEX {
      @Override
      byte[] read(String text) {
        return HexFormat.of().parseHex(text);
      }
    },
    BASE64 {
      @Override
      byte[] read(String text) {
        return Base64.getDecoder().decode(text);
      }
    },
    BASE64URL {
      @Override
      byte[] read(String text) {
        return Base64.getUrlDecoder().decode(text);
      }
    };

    abstract byte[] read(String text);
  }
}
