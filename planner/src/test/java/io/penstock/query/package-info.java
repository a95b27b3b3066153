/** Tests of the one door: caching of plans, values, and what an engine gets. */
@NullMarked
package io.penstock.query;

import org.jspecify.annotations.NullMarked;
