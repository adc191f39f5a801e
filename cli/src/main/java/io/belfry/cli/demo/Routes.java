package io.belfry.cli.demo;

/**
 * Which path is answered by what.
 *
 * <p>Thread: thread-safe.
 *
 * @param userAuth says who a user is
 * @param channelAuth says who may listen
 * @param actions what the buttons do
 * @param webhooks what Belfry tells the demo
 * @param config what the page has to know
 * @param files the page
 */
record Routes(
    UserAuthEndpoint userAuth,
    ChannelAuthEndpoint channelAuth,
    ActionEndpoints actions,
    ReceivedWebhooks webhooks,
    PageConfig config,
    PageFiles files) {

  /**
   * Answers a POST.
   *
   * @param form body, then query
   * @throws IllegalArgumentException if the form is wrong
   */
  Answer post(String path, String form) {
    return switch (path) {
      case "/pusher/user-auth" -> userAuth.post(form);
      case "/pusher/auth" -> channelAuth.post(form);
      case "/demo/send" -> actions.send(Form.parse(form));
      case "/demo/trigger" -> actions.trigger(Form.parse(form));
      case "/demo/terminate" -> actions.terminate(Form.parse(form));
      case "/demo/sessions" -> actions.sessions(Form.parse(form));
      case "/demo/end" -> actions.end(Form.parse(form));
      default -> isKnown(path) ? wrongMethod("GET") : unknown();
    };
  }

  /**
   * Answers a GET or HEAD.
   *
   * @throws IllegalArgumentException if the query is wrong
   */
  Answer get(String path, String query) {
    return switch (path) {
      case "/pusher/user-auth" -> userAuth.get(query);
      case "/demo/config.json" -> config.answer();
      case ReceivedWebhooks.PATH -> webhooks.since(query);
      case "/pusher/auth",
          "/demo/send",
          "/demo/trigger",
          "/demo/terminate",
          "/demo/sessions",
          "/demo/end" ->
          wrongMethod("POST");
      default -> files.at(path).orElseGet(Routes::unknown);
    };
  }

  /** Whether a GET of this path hands out what a page of another origin must not read. */
  static boolean isPrivate(String path) {
    return path.equals("/pusher/user-auth");
  }

  static Answer wrongMethod(String expected) {
    return Answer.refusal(
        Answer.METHOD_NOT_ALLOWED, "This path answers another method. Send " + expected + ".");
  }

  private boolean isKnown(String path) {
    return path.equals("/demo/config.json") || files.at(path).isPresent();
  }

  private static Answer unknown() {
    return Answer.refusal(Answer.NOT_FOUND, "There is nothing at this path.");
  }
}
