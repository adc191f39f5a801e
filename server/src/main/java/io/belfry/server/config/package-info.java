/**
 * The configuration: one table of settings, read from a YAML file, the environment and flags into
 * the parts' own records. Every problem of a file is found in one go. Used once at the start, by
 * the thread that starts the server.
 */
@NullMarked
package io.belfry.server.config;

import org.jspecify.annotations.NullMarked;
