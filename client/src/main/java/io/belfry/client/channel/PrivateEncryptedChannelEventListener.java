package io.belfry.client.channel;

/** Hears of events on an encrypted channel. */
@FunctionalInterface
public interface PrivateEncryptedChannelEventListener extends PrivateChannelEventListener {
  /**
   * An event could not be decrypted, not even with a secret that was fetched anew, and was dropped.
   *
   * @param event name of the event
   * @param reason what was wrong with it
   */
  default void onDecryptionFailure(String event, String reason) {}
}
