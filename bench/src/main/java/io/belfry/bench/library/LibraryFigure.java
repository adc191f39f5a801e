package io.belfry.bench.library;

/** What is measured. The words stand in the table. */
enum LibraryFigure {
  CONNECTS("connects/s, many clients in one process"),
  SIGNINS("sign-ins/s of them, all at once"),
  THREADS("platform threads for one more client"),
  HEAP("KiB of heap for one more client"),
  RESIDENT("KiB resident for one more client"),
  EVENTS("events/s to one client"),
  EVENT_CPU("CPU µs/event of the client's process"),
  PUBLISHES_ONE("publishes/s, one after the other"),
  PUBLISHES_MANY("publishes/s, 16 callers"),
  PUBLISH_CPU("CPU µs/publish of the caller's process");

  private final String title;

  LibraryFigure(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
