/**
 * Contracts of the server's extension points. An implementation's test class extends the contract
 * and says how one is made; JUnit runs what it inherits. Thread: that of the test.
 */
@NullMarked
package io.belfry.server.testkit;

import org.jspecify.annotations.NullMarked;
