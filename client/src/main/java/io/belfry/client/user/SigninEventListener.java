package io.belfry.client.user;

/**
 * Hears how sign-ins end: the first and those after reconnects.
 *
 * <p>Thread: called on the one listener thread of the client.
 */
@FunctionalInterface
public interface SigninEventListener {
  /**
   * The sign-in failed; the connection stays up. {@code signin()} tries again.
   *
   * @param message what happened
   * @param e {@link io.belfry.client.AuthenticationFailureException}
   */
  void onAuthenticationFailure(String message, Exception e);

  /** The user is signed in. */
  default void onSignedIn(String userId) {}
}
