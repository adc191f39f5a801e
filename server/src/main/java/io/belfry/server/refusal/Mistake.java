package io.belfry.server.refusal;

import java.util.Locale;

/**
 * Which mistake a wrong signature most likely is.
 *
 * <p>Thread: immutable.
 *
 * @see "rule CON-060"
 */
enum Mistake {
  OTHER_CONNECTION(
      "The signature was made for another connection.",
      "Sign the socket_id of the request; send Cache-Control: no-store. Seen once after a reconnect"
          + " it is harmless."),
  CHANNEL_FORM(
      "It was signed as a channel, not as a user.",
      "Use authenticateUser, not the channel function."),
  USER_FORM(
      "It was signed as a user, not as a channel.",
      "Use the function for channels, not authenticateUser."),
  OTHER_CHANNEL(
      "It was signed for another name of the channel.",
      "Sign channel_name as the request has it, prefix and all."),
  DATA_NOT_SIGNED(
      "channel_data was not signed with it, or what was signed has none.",
      "Sign channel_data whenever it is sent, and send what was signed."),
  OTHER_KEY(
      "It was made with the secret of another key.",
      "Give the endpoint the secret of the key that its token names."),
  INACTIVE_KEY(
      "It was made with the secret of a key that is switched off.",
      "Give the endpoint the secret of an active key."),
  OTHER_APP(
      "It was made with the secret of another app of this server.",
      "Give the endpoint key and secret of this app."),
  SECRET_BLANK(
      "The secret has a blank or line end too many.",
      "Trim what you read from file or environment."),
  SERIALISED_AGAIN(
      "The data is not the text that was signed.",
      "Send the signed string itself, do not encode it again."),
  ENCODING("The signature has another form.", "HMAC-SHA256, lower-case hex."),
  NONE(
      "No usual mistake gives this signature: the secret is another one, or the data or the socket_id"
          + " was changed.",
      "Compare the endpoint's secret with the configuration, and what it signs with what it"
          + " answers.");

  private final String sentence;
  private final String remedy;

  Mistake(String sentence, String remedy) {
    this.sentence = sentence;
    this.remedy = remedy;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String sentence() {
    return sentence;
  }

  String remedy() {
    return remedy;
  }
}
