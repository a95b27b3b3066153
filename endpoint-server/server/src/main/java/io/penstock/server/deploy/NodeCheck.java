package io.penstock.server.deploy;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Node;
import io.penstock.pipe.ProjectProblem;

/**
 * What the check of one node found, for a later check to take over while nothing it looked at has
 * changed.
 *
 * @param looked the node and all that it may read
 * @param problems must be mended before the project is served
 * @param warnings need not: a source that is down, a combination of conditions that may never come
 * @param reached ids of the nodes that its usual SQL holds
 * @param repeatable false when a source could not answer, which it may the next time
 */
record NodeCheck(
        ImmutableList<Node> looked,
        ImmutableList<ProjectProblem> problems,
        ImmutableList<ProjectProblem> warnings,
        ImmutableSet<String> reached,
        boolean repeatable) {

    /** Whether SQL that was looked at contains one of these names, given in lower case. */
    boolean mentionsAny(Iterable<String> names) {
        for (Node node : looked) {
            String sql = Ascii.toLowerCase(node.sql());
            for (String name : names) {
                if (sql.contains(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the same files stand behind these nodes; an edited file has other nodes. */
    boolean looksAt(ImmutableList<Node> nodes) {
        if (nodes.size() != looked.size()) {
            return false;
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).template() != looked.get(i).template()) {
                return false;
            }
        }
        return true;
    }
}
