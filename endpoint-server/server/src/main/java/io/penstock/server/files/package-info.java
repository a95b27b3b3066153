/** The server's own files. */
@NullMarked
package io.penstock.server.files;

import org.jspecify.annotations.NullMarked;
