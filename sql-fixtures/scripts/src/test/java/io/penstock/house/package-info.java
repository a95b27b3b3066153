/** Keeps the house in order: which module may see which, and how the code is laid out. */
@NullMarked
package io.penstock.house;

import org.jspecify.annotations.NullMarked;
