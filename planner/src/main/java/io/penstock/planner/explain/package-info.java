/** Plans as people read them: the tree, what each source is asked, and why it is not asked more. */
@NullMarked
package io.penstock.planner.explain;

import org.jspecify.annotations.NullMarked;
