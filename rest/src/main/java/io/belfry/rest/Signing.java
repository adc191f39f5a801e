package io.belfry.rest;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.StringToSign;
import java.util.Optional;

/**
 * Makes tokens. Socket id and channel name come from a stranger's browser, and one secret signs
 * users, channels and requests alike: unless both have exactly their form, a channel named {@code
 * :user::{"id":"root"}} would yield the token of user root. So nothing is signed before the whole
 * text of each was checked.
 *
 * <p>Thread: immutable.
 *
 * @see "rule THR-01"
 */
final class Signing {
  private final RestOptions options;

  Signing(RestOptions options) {
    this.options = options;
  }

  UserAuth user(String socketId, String userData) {
    SocketId socket = Checked.socketId(socketId);
    String document = UserData.checkedDocument(userData);
    return new UserAuth(sign(StringToSign.signin(socket, document)), document);
  }

  ChannelAuth channel(String socketId, String channel, Optional<String> channelData) {
    SocketId socket = Checked.socketId(socketId);
    ChannelName name = authorized(channel);
    channelData.ifPresent(document -> checkDocument(name, document));
    Optional<String> sharedSecret =
        name.kind().has(Trait.ENCRYPTED) ? Optional.of(sharedSecret(name)) : Optional.empty();
    String text = StringToSign.subscription(socket, name, channelData.orElse(null));
    return new ChannelAuth(sign(text), channelData, sharedSecret);
  }

  /** Whether subscribers of that channel are members of it. */
  static boolean hasMembers(String channel) {
    return authorized(channel).kind().has(Trait.ROSTER);
  }

  static IllegalStateException noMasterKey() {
    return new IllegalStateException(
        "Encrypted channels need a master key. Give one to RestOptions.withEncryptionMasterKey.");
  }

  private String sharedSecret(ChannelName channel) {
    return SharedSecret.of(channel, options.masterKey().orElseThrow(Signing::noMasterKey))
        .toBase64();
  }

  private String sign(String text) {
    return AuthToken.sign(options.key(), options.secret(), text);
  }

  private static void checkDocument(ChannelName channel, String document) {
    if (channel.kind().has(Trait.ROSTER)) {
      PresenceData.checkDocument(document);
    } else if (!ObjectCursor.isSignable(document)) {
      throw new IllegalArgumentException("The channel data is not a JSON object.");
    }
  }

  private static ChannelName authorized(String channel) {
    ChannelName name = Checked.channel(channel);
    if (!name.kind().has(Trait.AUTHORIZED)) {
      throw new IllegalArgumentException(
          "Channel "
              + name
              + " needs no token. Expected a name beginning with private- or presence-.");
    }
    return name;
  }
}
