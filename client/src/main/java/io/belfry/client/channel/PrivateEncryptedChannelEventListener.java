package io.belfry.client.channel;

/** Hears of events on an encrypted channel. */
@FunctionalInterface
public interface PrivateEncryptedChannelEventListener extends PrivateChannelEventListener {
  /** An event could not be decrypted and was dropped. */
  default void onDecryptionFailure(String event, String reason) {}
}
