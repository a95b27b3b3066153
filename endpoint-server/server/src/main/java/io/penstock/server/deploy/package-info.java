/**
 * A project on its way to being served: read, checked, its connections open, swapped in for the one
 * before. Start at {@link io.penstock.server.deploy.Deployments}.
 */
@NullMarked
package io.penstock.server.deploy;

import org.jspecify.annotations.NullMarked;
