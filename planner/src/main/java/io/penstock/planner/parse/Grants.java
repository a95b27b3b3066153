package io.penstock.planner.parse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.PlannerError;
import io.penstock.planner.access.Fence;
import io.penstock.planner.access.SafeExpressions;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.access.TableGrant;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a policy says of the tables of one query. Thread: one. */
final class Grants {
    private final ReadPolicy policy;
    private final TableNames names;
    private final RowConditions conditions;
    private final RexBuilder rexBuilder;
    private final Map<TableGrant, Optional<TableName>> tables = new HashMap<>();

    Grants(ReadPolicy policy, TableNames names, RowConditions conditions, RexBuilder rexBuilder) {
        this.policy = policy;
        this.names = names;
        this.conditions = conditions;
        this.rexBuilder = rexBuilder;
    }

    /** Whether anything may be kept from the caller. */
    boolean limit() {
        return !policy.everything();
    }

    /**
     * Whether some grant is spelled like this name. Nothing is looked up: a source is not asked for
     * what the caller may not know of.
     */
    private boolean isSpelled(ImmutableList<String> path) {
        ImmutableList<String> levels = TableNames.levels(path);
        return policy.tables().stream().anyMatch(grant -> isSame(grant.path(), levels));
    }

    private static boolean isSame(ImmutableList<String> one, ImmutableList<String> other) {
        return Names.same(String.join(".", one), String.join(".", other));
    }

    /** The table that a caller's text names, if it may. */
    Optional<SourceTable> find(ImmutableList<String> path) {
        if (policy.everything()) {
            return names.find(path);
        }
        return isSpelled(path) || names.isSystem(path)
                ? names.find(path).filter(table -> isMadeForCaller(table) || !of(table).isEmpty())
                : Optional.empty();
    }

    /** What the server makes for each query has only what its caller may see. */
    private static boolean isMadeForCaller(SourceTable table) {
        return table.access() instanceof TableAccess.Whole;
    }

    private ImmutableList<TableGrant> of(SourceTable table) {
        return policy.tables().stream()
                .filter(grant -> leadsTo(grant, table.name()))
                .collect(toImmutableList());
    }

    private boolean leadsTo(TableGrant grant, TableName name) {
        return Names.same(grant.path().get(0), name.connection())
                && tables.computeIfAbsent(grant, g -> names.find(g.path()).map(SourceTable::name))
                        .filter(name::equals)
                        .isPresent();
    }

    /**
     * What of a table may be read.
     *
     * @param condition rows must meet it; absent for all rows
     * @param hidden columns that are not granted
     */
    record Limit(Optional<RexNode> condition, ImmutableBitSet hidden) {
        private static final Limit NONE = new Limit(Optional.empty(), ImmutableBitSet.of());

        boolean isNone() {
            return condition.isEmpty() && hidden.isEmpty();
        }
    }

    /**
     * What the grants of a table allow together. A table without any that is read below a pipe is
     * the pipe's.
     *
     * @throws QueryException {@link PlannerError#NOT_READABLE} when they can't be put together, or
     *     do not fit the table
     */
    Limit limit(SourceTable table, RelDataType columns) {
        ImmutableList<TableGrant> grants = policy.everything() ? ImmutableList.of() : of(table);
        boolean all = grants.stream().anyMatch(g -> g.filter().isEmpty() && g.columns().isEmpty());
        return grants.isEmpty() || all
                ? Limit.NONE
                : new Limit(condition(table, grants, columns), hidden(table, grants, columns));
    }

    private Optional<RexNode> condition(
            SourceTable table, ImmutableList<TableGrant> grants, RelDataType columns) {
        if (grants.stream().anyMatch(grant -> grant.filter().isEmpty())) {
            return Optional.empty();
        }
        List<RexNode> alternatives =
                grants.stream()
                        .flatMap(grant -> grant.filter().stream())
                        .distinct()
                        .map(filter -> condition(table, filter, columns))
                        .toList();
        return Optional.of(RexUtil.composeDisjunction(rexBuilder, alternatives));
    }

    /** A row on which the condition can't be computed does not meet it. */
    private RexNode condition(SourceTable table, String filter, RelDataType columns) {
        RexNode condition =
                conditions.condition(filter, table.name().path().getLast(), "table", columns);
        return SafeExpressions.isSafe(condition)
                ? condition
                : rexBuilder.makeCall(Fence.TRY, condition);
    }

    /** Columns of different rows don't add up to a table. */
    private static ImmutableBitSet hidden(
            SourceTable table, ImmutableList<TableGrant> grants, RelDataType columns) {
        List<ImmutableBitSet> granted =
                grants.stream().map(grant -> granted(grant, columns)).distinct().toList();
        if (granted.size() > 1 && grants.stream().map(TableGrant::filter).distinct().count() > 1) {
            throw new QueryException(
                    PlannerError.NOT_READABLE,
                    "This token has several grants for the table '%s', with different row filters and different columns; whoever made the token must give each the same columns"
                            .formatted(table.name()));
        }
        return ImmutableBitSet.range(columns.getFieldCount())
                .except(ImmutableBitSet.union(granted));
    }

    private static ImmutableBitSet granted(TableGrant grant, RelDataType columns) {
        if (grant.columns().isEmpty()) {
            return ImmutableBitSet.range(columns.getFieldCount());
        }
        List<String> all = columns.getFieldNames();
        ImmutableBitSet.Builder granted = ImmutableBitSet.builder();
        for (String name : grant.columns()) {
            int exact = all.indexOf(name);
            for (int i = 0; i < all.size(); i++) {
                if (i == exact || exact < 0 && Names.same(all.get(i), name)) {
                    granted.set(i);
                    break;
                }
            }
        }
        return granted.build();
    }
}
