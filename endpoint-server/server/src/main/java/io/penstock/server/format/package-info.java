/**
 * Results as bytes: from Arrow vectors straight into a buffer, with the reader's back-pressure.
 * Start at {@link io.penstock.server.format.ResultFormat}.
 */
@NullMarked
package io.penstock.server.format;

import org.jspecify.annotations.NullMarked;
