/** Tests of single parts of the client; each belongs to its test thread. */
@NullMarked
package io.belfry.client.internal;

import org.jspecify.annotations.NullMarked;
