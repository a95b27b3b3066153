package io.penstock.planner.dispatch;

import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.schema.TransientTable;

import java.util.List;

/**
 * A recursive query while it is printed: what its scan of itself reads.
 *
 * @param columns the names it was given
 */
record Recursion(String name, List<String> columns) {

    /** Whether a scan reads what the recursive query around it has made so far. */
    static boolean isTransient(TableScan scan) {
        return scan.getTable().unwrap(TransientTable.class) != null;
    }
}
