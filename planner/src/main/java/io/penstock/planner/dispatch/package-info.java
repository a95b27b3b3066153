/**
 * Cuts a validated tree into what each source is asked and what the engine computes, and prints
 * both.
 *
 * <p>The engine's text is printed block by block: one {@link io.penstock.planner.dispatch.Block} is
 * one SELECT, everything in FROM has an alias of its own ({@code t0}, {@code t1}, ...), and every
 * column is written with its alias. So no name in the text depends on what the author wrote, and
 * nothing can be read as something else.
 */
@NullMarked
package io.penstock.planner.dispatch;

import org.jspecify.annotations.NullMarked;
