/** Tests of the JDBC source against real databases. */
@NullMarked
package io.penstock.source.jdbc;

import org.jspecify.annotations.NullMarked;
