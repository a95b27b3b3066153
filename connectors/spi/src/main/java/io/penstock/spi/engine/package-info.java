/**
 * Running a finished plan: {@link io.penstock.spi.engine.Engine} takes a plan, gives a stream of
 * Arrow batches.
 */
@NullMarked
package io.penstock.spi.engine;

import org.jspecify.annotations.NullMarked;
