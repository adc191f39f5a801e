package io.belfry.rest.internal;

import java.io.Serial;
import java.net.http.HttpConnectTimeoutException;

/** As many calls as there may be connections were under way all the time. Nothing was sent. */
public final class AllConnectionsBusy extends HttpConnectTimeoutException {
  @Serial private static final long serialVersionUID = 1L;

  AllConnectionsBusy(int connections) {
    super("All " + connections + " connections were busy");
  }
}
