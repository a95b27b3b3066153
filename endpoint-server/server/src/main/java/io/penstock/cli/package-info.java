/**
 * The command line: one class for each command. Commands print through the {@link
 * io.penstock.cli.Terminal} they are given and end with 0 (good), 1 (the user's input is wrong), 2
 * (wrong usage) or 3 (our fault).
 */
@NullMarked
package io.penstock.cli;

import org.jspecify.annotations.NullMarked;
