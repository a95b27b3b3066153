/** How often and how much each caller may ask, counted in one place for every door. */
@NullMarked
package io.penstock.server.limit;

import org.jspecify.annotations.NullMarked;
