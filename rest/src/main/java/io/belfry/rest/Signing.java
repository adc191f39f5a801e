package io.belfry.rest;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
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
  private final String key;
  private final Secret secret;

  Signing(String key, Secret secret) {
    this.key = key;
    this.secret = secret;
  }

  UserAuth user(String socketId, String userData) {
    SocketId socket = socket(socketId);
    String checked = UserData.checkedDocument(userData);
    return new UserAuth(sign(StringToSign.signin(socket, checked)), checked);
  }

  ChannelAuth channel(String socketId, String channel, Optional<String> channelData) {
    SocketId socket = socket(socketId);
    ChannelName name = channel(channel);
    if (channelData.isPresent() && !JsonText.isObject(channelData.get())) {
      throw new IllegalArgumentException(
          "Nothing was signed: the channel data is not a JSON object.");
    }
    String text = StringToSign.subscription(socket, name, channelData.orElse(null));
    return new ChannelAuth(sign(text), channelData);
  }

  static boolean hasMembers(String channel) {
    return channel(channel).kind().has(Trait.ROSTER);
  }

  private String sign(String text) {
    return AuthToken.sign(key, secret, text);
  }

  private static SocketId socket(String socketId) {
    return SocketId.parse(socketId)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Nothing was signed: the socket id \""
                        + Shortened.of(socketId)
                        + "\" is malformed. Expected such as 123.456."));
  }

  private static ChannelName channel(String channel) {
    ChannelName name =
        ChannelName.parse(channel)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Nothing was signed: the channel name \""
                            + Shortened.of(channel)
                            + "\" is malformed. Expected 1 to 200 of A-Z a-z 0-9 _ - = @ , . ;"));
    if (!name.kind().has(Trait.AUTHORIZED)) {
      throw new IllegalArgumentException(
          "Nothing was signed: only channels beginning with private- or presence- are authorised, and "
              + Shortened.of(channel)
              + " is not one.");
    }
    if (name.kind().has(Trait.ENCRYPTED)) {
      throw new IllegalArgumentException(
          "Nothing was signed: this version does not make the shared secret of encrypted channels yet.");
    }
    return name;
  }
}
