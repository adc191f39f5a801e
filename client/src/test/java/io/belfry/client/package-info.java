/** Tests of the client against a scripted server; each belongs to its test thread. */
@NullMarked
package io.belfry.client;

import org.jspecify.annotations.NullMarked;
