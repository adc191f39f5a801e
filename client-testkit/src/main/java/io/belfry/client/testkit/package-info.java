/**
 * The contract of the client's transports. The test class of a transport extends it and says how
 * one is made; JUnit runs what it inherits. Thread: that of the test.
 */
@NullMarked
package io.belfry.client.testkit;

import org.jspecify.annotations.NullMarked;
