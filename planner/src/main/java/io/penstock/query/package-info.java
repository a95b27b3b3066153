/**
 * The one door: every client's query, whatever its protocol, is a {@link io.penstock.query.Query}
 * that {@link io.penstock.query.QueryService} runs.
 */
@NullMarked
package io.penstock.query;

import org.jspecify.annotations.NullMarked;
