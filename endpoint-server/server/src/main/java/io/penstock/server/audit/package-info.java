/** What was permitted and refused, and who changed what. */
@NullMarked
package io.penstock.server.audit;

import org.jspecify.annotations.NullMarked;
