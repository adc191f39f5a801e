/** The demo application over real sockets. Nobody calls it. */
@NullMarked
package io.belfry.cli.demo;

import org.jspecify.annotations.NullMarked;
