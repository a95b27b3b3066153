/**
 * A project's folder, read: pipes of SQL nodes, connections, and what is wrong with them, all at
 * once. Start at {@link io.penstock.pipe.Project}.
 */
@NullMarked
package io.penstock.pipe;

import org.jspecify.annotations.NullMarked;
