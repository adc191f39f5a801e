/**
 * What a user does, from outside: official libraries and a real browser against a running server,
 * and the check that every rule has a test. Nobody calls it; each test owns its threads.
 */
@NullMarked
package io.belfry.e2e;

import org.jspecify.annotations.NullMarked;
