/**
 * The server of {@code belfry-junit} as a bean of a test's application context. Tests are annotated
 * with {@link io.belfry.spring.test.BelfryTest}, or with {@link
 * io.belfry.spring.test.AutoConfigureBelfry} beside an annotation of Spring's; everything runs on
 * the threads of the tests.
 */
package io.belfry.spring.test;
