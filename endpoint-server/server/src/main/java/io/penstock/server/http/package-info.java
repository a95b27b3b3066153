/**
 * The HTTP door: {@link io.penstock.server.http.FrontHandler} routes, {@link
 * io.penstock.server.http.PipeHandler} runs a pipe for a call, {@link
 * io.penstock.server.door.Failure} says what went wrong.
 */
@NullMarked
package io.penstock.server.http;

import org.jspecify.annotations.NullMarked;
