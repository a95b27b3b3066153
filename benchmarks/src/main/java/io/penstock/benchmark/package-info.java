/** Measures what the README of this module promises, each beside its yardstick in the same run. */
@NullMarked
package io.penstock.benchmark;

import org.jspecify.annotations.NullMarked;
