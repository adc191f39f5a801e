/**
 * What a setting is: defined once with its place, what it takes, what holds without it and what it
 * does, and read as a typed value wherever it came from. Knows no setting itself; everything here
 * is immutable, but for the builder.
 */
@NullMarked
package io.belfry.server.setting;

import org.jspecify.annotations.NullMarked;
