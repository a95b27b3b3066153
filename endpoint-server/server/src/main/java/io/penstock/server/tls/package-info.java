/**
 * The server's certificates: read from PEM files, shown to clients of every door, and read again
 * when the files change, without a restart.
 */
@NullMarked
package io.penstock.server.tls;

import org.jspecify.annotations.NullMarked;
