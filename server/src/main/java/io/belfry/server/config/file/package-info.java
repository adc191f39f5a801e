/**
 * Reads a configuration from a file, the environment and flags, and says all that is wrong with it
 * at once, with its place. For the command line; who embeds the server makes a configuration in
 * code.
 */
@NullMarked
package io.belfry.server.config.file;

import org.jspecify.annotations.NullMarked;
