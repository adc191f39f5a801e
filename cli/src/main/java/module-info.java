/** The {@code belfry} command and the demo application. */
@org.jspecify.annotations.NullMarked
module io.belfry.cli {
  requires static org.jspecify;
  requires info.picocli;
  requires io.belfry.server;
  requires org.slf4j;

  opens io.belfry.cli to
      info.picocli;
}
